import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Login } from '../api/shapes.ts';
import { QueryView, SkeletonRows } from '../parts/query-view.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useAction } from '../parts/use-action.ts';
import { deviceOf } from './device-of.ts';
import classes from './login-list.module.css';
import { Mark } from './person.tsx';
import { endLogin, loginsQuery } from './profile.queries.ts';
import { SettingsSection } from './settings-section.tsx';

/** Where this account is signed in. */
export function LoginList() {
  const { t } = useTranslation();
  const query = useQuery(loginsQuery);
  return (
    <SettingsSection title={t('settings.logins.title')} about={t('settings.logins.about')}>
      <QueryView query={query} loading={<SkeletonRows rows={2} />}>
        {({ data }) => (
          <ul className={classes.list}>
            {data.map((login) => (
              <LoginRow key={login.id} login={login} />
            ))}
          </ul>
        )}
      </QueryView>
    </SettingsSection>
  );
}

function LoginRow({ login }: { login: Login }) {
  const { t } = useTranslation();
  const end = useAction({ run: () => endLogin(login.id), renew: [['logins']], done: () => t('settings.logins.ended') });
  const device = deviceOf(login.userAgent) ?? t('settings.logins.unknown');
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <span className={classes.device}>
          {device}
          {login.current && <Mark>{t('settings.logins.current')}</Mark>}
        </span>
        <span className={classes.detail}>
          {login.address && `${login.address} · `}
          {t('settings.logins.used')} <RelativeTime at={login.lastUsedAt} />
        </span>
      </div>
      {!login.current && (
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          aria-label={t('settings.logins.endLabel', { device })}
          onClick={() => end.mutate()}
        >
          {t('settings.logins.end')}
        </Button>
      )}
    </li>
  );
}
