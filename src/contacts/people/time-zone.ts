import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { getCountry } from 'countries-and-timezones';

// Countries that span several zones: where most of their people live.
const MAIN_ZONES: Record<string, string> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Pohnpei',
  GL: 'America/Nuuk',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Gaza',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
};

/** The country a number belongs to; of those that share a calling code, the main one. Null for numbers of no country. */
export function countryOf(phone: string): string | null {
  const number = parsePhoneNumberFromString(phone);
  return number?.country ?? number?.getPossibleCountries()[0] ?? null;
}

/** The contact's own zone, else that of its country, else the organisation's. */
export function timeZoneOf({ timeZone, country }: { timeZone: string | null; country: string | null }, organizationZone: string): string {
  if (timeZone !== null) return timeZone;
  return (country !== null && (MAIN_ZONES[country] ?? getCountry(country)?.timezones[0])) || organizationZone;
}
