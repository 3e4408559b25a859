import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  wide?: boolean;
  /** What stands in it can be seen only once: a stray click beside it must not close it. */
  keep?: boolean;
  /** After it has faded out, when its content may change unseen. */
  onClosed?: (() => void) | undefined;
  children: ReactNode;
};

/** A question or form over the page. */
export function Dialog({ opened, onClose, title, wide = false, keep = false, onClosed, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={wide ? 600 : 480}
      closeOnClickOutside={!keep}
      closeOnEscape={!keep}
      onExitTransitionEnd={onClosed}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      {children}
    </Modal>
  );
}
