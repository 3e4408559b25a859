import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';

const shownMs = 2_000;

type Props = { text: string; label?: string; variant?: 'subtle' | 'default' | 'filled' };

/** Copies a text and says so; with a label a button, without one an icon. */
export function CopyButton({ text, label, variant = 'default' }: Props) {
  const { t } = useTranslation();
  const [copied, copy] = useCopied(text);
  const icon = <Icon name={copied ? 'check' : 'copy'} size={16} />;
  const spoken = <span aria-live="polite">{copied ? t('parts.copied') : label}</span>;
  if (label) {
    return (
      <Button variant={variant} leftSection={icon} onClick={copy}>
        {spoken}
      </Button>
    );
  }
  return (
    <Tooltip label={copied ? t('parts.copied') : t('parts.copy')}>
      <ActionIcon variant="subtle" color="gray" aria-label={copied ? t('parts.copied') : t('parts.copy')} onClick={copy}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function useCopied(text: string): [boolean, () => void] {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(text));
    setTimeout(() => setCopied(false), shownMs);
  };
  return [copied, () => void copy()];
}
