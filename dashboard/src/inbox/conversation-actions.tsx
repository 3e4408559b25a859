import { Button, Menu, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../access/me.ts';
import { usersQuery } from '../access/team.queries.ts';
import type { Conversation, ConversationChange } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { useAction } from '../parts/use-action.ts';
import classes from './conversation-actions.module.css';
import { changeConversation } from './inbox.queries.ts';

const hourMs = 3_600_000;
const snoozes = { hour: hourMs, threeHours: 3 * hourMs, day: 24 * hourMs, week: 168 * hourMs } as const;

/** Who sees to it, and whether it is done. */
export function ConversationActions({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const may = useMay('conversations.write');
  const mayAssign = useMay('conversations.assign');
  const { data: users } = useQuery({ ...usersQuery(false), enabled: may });
  const change = useAction({
    run: (body: ConversationChange) => changeConversation(conversation.id, body),
    renew: [['conversation', conversation.id], ['conversations']],
  });
  if (!may) return null;
  const { assigneeId, status } = conversation;
  const members = (users?.data ?? []).filter(({ id }) => mayAssign || id === user.id || id === assigneeId);
  const snooze = (ms: number) => change.mutate({ status: 'snoozed', snoozedUntil: new Date(Date.now() + ms).toISOString() });
  return (
    <div className={classes.actions}>
      <Select
        size="xs"
        w={150}
        clearable
        aria-label={t('inbox.assignee')}
        placeholder={t('inbox.nobody')}
        value={assigneeId}
        onChange={(id) => change.mutate({ assigneeId: id })}
        data={members.map(({ id, name }) => ({ value: id, label: id === user.id ? t('inbox.me', { name }) : name }))}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<Icon name="clock" size={15} />}>
            {t('inbox.snooze')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(snoozes) as (keyof typeof snoozes)[]).map((name) => (
            <Menu.Item key={name} onClick={() => snooze(snoozes[name])}>
              {t(`inbox.snoozes.${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {status === 'closed' || status === 'snoozed' ? (
        <Button size="xs" variant="default" onClick={() => change.mutate({ status: 'open' })}>
          {t('inbox.reopen')}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="check" size={15} />}
          onClick={() => change.mutate({ status: 'closed' })}
        >
          {t('inbox.close')}
        </Button>
      )}
    </div>
  );
}
