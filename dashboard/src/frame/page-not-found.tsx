import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/empty-state.tsx';
import { Page } from '../parts/page.tsx';

/** An address that leads nowhere. */
export function PageNotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <Page title={t('frame.notFound')} narrow>
        <EmptyState
          icon="search"
          title={t('frame.notFoundTitle')}
          action={
            <Button component={Link} to="/numbers">
              {t('frame.toNumbers')}
            </Button>
          }
        >
          {t('frame.notFoundText')}
        </EmptyState>
      </Page>
    </main>
  );
}
