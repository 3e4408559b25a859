import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import type { Client } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../parts/use-action.ts';
import { scanSandbox } from './clients.queries.ts';
import classes from './link-panel.module.css';
import { LiveQr } from './live-qr.tsx';
import { PairingCode } from './pairing-code.tsx';
import { PhoneDrawing } from './phone-drawing.tsx';

/** Linking: the code at the left, what to do with it at the right. */
export function LinkPanel({ client }: { client: Client }) {
  const { t } = useTranslation();
  const [byCode, way] = useDisclosure(false);
  const sandbox = client.channel === 'sandbox';
  const mayLink = useMay('clients.link');
  if (byCode) return <PairingCode client={client} onBack={way.close} />;
  return (
    <section className={classes.panel} aria-label={t('clients.link.title')}>
      <LiveQr clientId={client.id} name={client.name} />
      <div className={classes.guide}>
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
          {sandbox && mayLink && <ScanButton client={client} />}
          {mayLink && (
            <Button variant={sandbox ? 'default' : 'subtle'} color="gray" className={classes.other} onClick={way.open}>
              {t('clients.link.useCode')}
            </Button>
          )}
        </div>
      </div>
      <div className={classes.drawing}>
        <PhoneDrawing screen="scan" />
      </div>
    </section>
  );
}

/** Numbered steps, short enough to read with a phone in the other hand. */
export function Steps({ children }: { children: ReactNode }) {
  return <ol className={classes.steps}>{children}</ol>;
}

function ScanButton({ client }: { client: Client }) {
  const { t } = useTranslation();
  const scan = useAction({ run: () => scanSandbox(client.id), renew: [['clients']] });
  return (
    <Button size="md" leftSection={<Icon name="scan" />} loading={scan.isPending} onClick={() => scan.mutate()}>
      {t('clients.link.scanIt')}
    </Button>
  );
}
