import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  confirm: string;
  danger?: boolean;
  /** The work; the dialog stays open with the error if it fails. */
  run: () => Promise<unknown>;
  /** Whether the person has given what the work needs, such as a password. */
  ready?: boolean;
  /** The work itself decides what comes after it. */
  stayOpen?: boolean;
  children: ReactNode;
};

/** Asks before something that is hard to take back, and says what it will do. */
export function ConfirmDialog({ opened, onClose, title, confirm, danger = false, run, ready = true, stayOpen = false, children }: Props) {
  const { t } = useTranslation();
  const work = useMutation({ mutationFn: run, onSuccess: stayOpen ? undefined : onClose });
  return (
    <Dialog opened={opened} onClose={onClose} title={title} onClosed={work.reset}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) work.mutate();
        }}
      >
        <Stack gap="md">
          {children}
          {work.error && <ErrorNote error={work.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('parts.cancel')}
            </Button>
            <Button
              type="submit"
              color={danger ? 'red' : undefined}
              loading={work.isPending}
              disabled={!ready}
              data-autofocus={!danger || undefined}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
