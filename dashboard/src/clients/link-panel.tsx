import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Client } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../parts/use-action.ts';
import { scanSandbox } from './clients.queries.ts';
import classes from './link-panel.module.css';
import { LiveQr, QrFrame } from './live-qr.tsx';
import { PairingCode } from './pairing-code.tsx';
import { PhoneDrawing } from './phone-drawing.tsx';
import { Steps } from './steps.tsx';
import type { Linking } from './use-linking.ts';

type Props = { client: Client; phase: Exclude<Linking, 'linked' | null> };

/** Linking: the code at the left, what to do with it at the right; the same place from the start until the number is connected. */
export function LinkPanel({ client, phase }: Props) {
  const { t } = useTranslation();
  const [byCode, way] = useDisclosure(false);
  if (byCode && phase === 'scan') return <PairingCode client={client} onBack={way.close} />;
  return (
    <section className={classes.panel} aria-label={t('clients.link.title')}>
      {phase === 'scan' ? <LiveQr clientId={client.id} name={client.name} /> : <QrFrame caption={t(`clients.link.${phase}`)} />}
      <div className={classes.guide}>
        {phase === 'connecting' ? <ConnectingGuide /> : <ScanGuide client={client} onOtherWay={way.open} />}
      </div>
      <div className={classes.drawing}>
        <PhoneDrawing screen="scan" />
      </div>
    </section>
  );
}

function ConnectingGuide() {
  const { t } = useTranslation();
  return (
    <>
      <h2 className={classes.title}>{t('clients.link.connectingTitle')}</h2>
      <p className={classes.text}>{t('clients.link.connectingText')}</p>
    </>
  );
}

function ScanGuide({ client, onOtherWay }: { client: Client; onOtherWay: () => void }) {
  const { t } = useTranslation();
  const sandbox = client.channel === 'sandbox';
  const ready = client.state === 'awaiting_scan';
  return (
    <>
      <h2 className={classes.title}>{t(sandbox ? 'clients.link.sandboxTitle' : 'clients.link.title')}</h2>
      {sandbox ? (
        <p className={classes.text}>{t('clients.link.sandboxText')}</p>
      ) : (
        <Steps>
          <li>{t('clients.link.step1')}</li>
          <li>{t('clients.link.step2')}</li>
          <li>{t('clients.link.step3')}</li>
        </Steps>
      )}
      <div className={classes.ways}>
        {sandbox && <ScanButton client={client} disabled={!ready} />}
        <Button variant={sandbox ? 'default' : 'subtle'} color="gray" className={classes.other} disabled={!ready} onClick={onOtherWay}>
          {t('clients.link.useCode')}
        </Button>
      </div>
    </>
  );
}

/** Numbered steps, short enough to read with a phone in the other hand. */
function ScanButton({ client, disabled }: { client: Client; disabled: boolean }) {
  const { t } = useTranslation();
  const scan = useAction({ run: () => scanSandbox(client.id), renew: [['clients']] });
  return (
    <Button size="md" leftSection={<Icon name="scan" />} loading={scan.isPending} disabled={disabled} onClick={() => scan.mutate()}>
      {t('clients.link.scanIt')}
    </Button>
  );
}
