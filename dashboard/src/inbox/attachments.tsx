import { ActionIcon, FileButton, Pill } from '@mantine/core';
import { useRef } from 'react';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import classes from './attachments.module.css';

type Props = { onChoose: (files: File[]) => void };

/** Chooses files to send along; they can also be dropped where one writes. */
export function AttachButton({ onChoose }: Props) {
  const { t } = useTranslation();
  const reset = useRef<() => void>(null);
  const choose = (files: File[]) => {
    onChoose(files);
    // So that the same file can be chosen again after it was taken away.
    reset.current?.();
  };
  return (
    <FileButton multiple resetRef={reset} onChange={choose}>
      {(props) => (
        <ActionIcon {...props} variant="subtle" color="gray" size={30} aria-label={t('inbox.attach')}>
          <Icon name="clip" size={17} />
        </ActionIcon>
      )}
    </FileButton>
  );
}

/** What goes along, each to be taken away again. */
export function Attached({ files, onChange }: { files: readonly File[]; onChange: (files: File[]) => void }) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <Pill.Group className={classes.attached}>
      {files.map((file) => (
        <Pill
          key={`${file.name} ${file.lastModified} ${file.size}`}
          withRemoveButton
          onRemove={() => onChange(files.filter((each) => each !== file))}
          removeButtonProps={{ 'aria-label': t('inbox.detach', { name: file.name }) }}
        >
          {file.name}
        </Pill>
      ))}
    </Pill.Group>
  );
}

/** What an element needs so that files can be dropped on it. */
export function dropOf(onChoose: Props['onChoose']) {
  return {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      onChoose([...event.dataTransfer.files]);
    },
  };
}
