import { useTranslation } from 'react-i18next';
import classes from './phone-drawing.module.css';

/** A phone at the place the steps speak of: the linked devices with their button, and either the camera or the code. */
export function PhoneDrawing({ screen }: { screen: 'scan' | 'code' }) {
  const { t } = useTranslation();
  return (
    <svg className={classes.phone} width="170" height="316" viewBox="0 0 170 316" aria-hidden="true" focusable="false">
      <rect className={classes.case} x="3" y="3" width="164" height="310" rx="28" />
      <rect className={classes.screen} x="12" y="12" width="146" height="292" rx="20" />
      <rect className={classes.speaker} x="66" y="18" width="38" height="7" rx="3.5" />
      <path className={classes.line} d="M30 46l-5 5 5 5" />
      <text className={classes.heading} x="40" y="55">
        {t('clients.phone.linkedDevices')}
      </text>
      <path className={classes.laptop} d="M60 79h50a4 4 0 0 1 4 4v31H56V83a4 4 0 0 1 4-4zM48 118h74" />
      <circle className={classes.spot} cx="85" cy="97" r="9" />
      <path className={classes.tick} d="M81 97l3 3 5.5-6" />
      <rect className={classes.button} x="24" y="134" width="122" height="30" rx="15" />
      <text className={classes.buttonText} x="85" y="153.5" textAnchor="middle">
        {t('clients.phone.linkDevice')}
      </text>
      {screen === 'scan' ? <Viewfinder /> : <CodeBoxes label={t('clients.phone.enterCode')} />}
      <path className={classes.line} d="M66 294h38" />
    </svg>
  );
}

function Viewfinder() {
  return (
    <g>
      <rect className={classes.camera} x="24" y="178" width="122" height="104" rx="12" />
      <path
        className={classes.corner}
        d="M52 208v-8a6 6 0 0 1 6-6h8M104 194h8a6 6 0 0 1 6 6v8M118 252v8a6 6 0 0 1-6 6h-8M66 266h-8a6 6 0 0 1-6-6v-8"
      />
      <path
        className={classes.dots}
        d="M64 206h16v16H64zM90 206h16v16H90zM64 238h16v16H64zM68 210v8h8v-8zM94 210v8h8v-8zM68 242v8h8v-8zM84 206h3v6h-3zM84 216h3v6h-3zM90 228h6v4h-6zM64 228h8v4h-8zM98 238h8v5h-8zM90 246h5v8h-5zM100 248h6v6h-6zM76 228h8v4h-8zM84 238h3v16h-3z"
        fillRule="evenodd"
      />
      <path className={classes.beam} d="M46 230h78" />
    </g>
  );
}

function CodeBoxes({ label }: { label: string }) {
  return (
    <g>
      <text className={classes.label} x="85" y="204" textAnchor="middle">
        {label}
      </text>
      {[28, 57, 86, 115].map((x) => (
        <g key={x}>
          <rect className={classes.box} x={x} y="216" width="25" height="28" rx="5" />
          <rect className={classes.box} x={x} y="250" width="25" height="28" rx="5" />
        </g>
      ))}
    </g>
  );
}
