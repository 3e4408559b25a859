export * from './contract.ts';
export * from './channel-events.ts';
export * from './channels.schema.ts';
export * from './errors.ts';
export { createAlarmClock, wait } from './alarm-clock.ts';
export type { AlarmClock } from './alarm-clock.ts';
