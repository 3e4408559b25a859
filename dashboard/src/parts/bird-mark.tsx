import classes from './bird-mark.module.css';

/** The waxwing: crest, black mask, a red wax tip on the wing and a yellow one on the tail. */
export function BirdMark({ size = 28 }: { size?: number }) {
  return (
    <svg className={classes.bird} width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path className={classes.tail} d="M25 44.5L11 61.5" />
      <path className={classes.tailTip} d="M15.6 55.9L11 61.5" />
      <path
        className={classes.body}
        d="M25 4.6C33 4.9 40.2 6.8 44.6 10C48.6 12.9 50.8 16.4 51 20.4C51.6 24 52 28 50.6 32.4C47.4 43 38.6 50.8 28.5 51.8C21.8 52.4 17.6 48.6 18.4 43.4C19.6 36.4 24.4 30.6 29.4 26C32.6 23 33.6 19.2 32.2 15.6C30.8 11.6 28.2 8 25 4.6Z"
      />
      <path
        className={classes.breast}
        d="M50.9 25.4C51.3 27.8 51.3 30.2 50.6 32.4C47.4 43 38.6 50.8 28.5 51.8C37 47.4 44.6 38.6 45.8 26.4Z"
      />
      <path className={classes.beak} d="M57 22.9L50.4 18.6L50.4 25.6Z" />
      <path
        className={classes.mask}
        d="M51 20.4C50.8 18.4 50.2 16.7 49.2 15.2C44 15.2 38.4 16.6 33.2 20.6C37.6 24.2 43.6 25.8 51 25.6C51.2 23.6 51.2 22 51 20.4Z"
      />
      <circle className={classes.eye} cx="45.6" cy="19.8" r="1.6" />
      <path className={classes.wing} d="M33.4 27C26.4 31 20.2 37 14.4 48.6C23.6 49 33.4 46 38.2 38.4C41 33.6 38.6 28.4 33.4 27Z" />
      <path className={classes.waxTip} d="M19.3 40.4C17.6 42.8 16 45.5 14.4 48.6C17.6 48.7 20.9 48.4 24 47.7Z" />
    </svg>
  );
}
