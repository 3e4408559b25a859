import { BirdMark } from '../parts/bird-mark.tsx';
import classes from './entrance-picture.module.css';

const leaves = [
  { x: 92, y: 218, turn: -30 },
  { x: 300, y: 196, turn: 28 },
  { x: 352, y: 208, turn: -18 },
];

const berries = [
  { x: 318, y: 246 },
  { x: 340, y: 258 },
  { x: 330, y: 280 },
  { x: 66, y: 262 },
  { x: 84, y: 274 },
];

/** The waxwing on its branch among red berries. */
export function EntrancePicture() {
  return (
    <div className={classes.picture} aria-hidden="true">
      <svg className={classes.branch} viewBox="0 0 420 320" focusable="false">
        <circle className={classes.sun} cx="210" cy="150" r="128" />
        <path className={classes.wood} d="M18 252C100 226 190 238 260 228S370 196 404 204" />
        <path
          className={classes.twig}
          d="M300 220C308 232 314 238 318 246M316 216C332 232 338 246 340 258M300 220C318 244 328 262 330 280M72 240C70 248 68 254 66 262M84 237C86 250 86 262 84 274"
        />
        {leaves.map(({ x, y, turn }) => (
          <path
            key={x}
            className={classes.leaf}
            transform={`translate(${x} ${y}) rotate(${turn})`}
            d="M0 0C-16-14-16-32 0-46C16-32 16-14 0 0Z"
          />
        ))}
        {berries.map(({ x, y }) => (
          <circle key={`${x} ${y}`} className={classes.berry} cx={x} cy={y} r="10" />
        ))}
      </svg>
      <div className={classes.bird}>
        <BirdMark size={216} />
      </div>
      <svg className={classes.feet} viewBox="0 0 420 320" focusable="false">
        <path d="M206 222v13M222 221v13" />
      </svg>
    </div>
  );
}
