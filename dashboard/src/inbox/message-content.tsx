import { useTranslation } from 'react-i18next';
import type { Message } from '../api/shapes.ts';
import classes from './message-content.module.css';
import { MediaContent, mediaTypes } from './media-content.tsx';

/** What a message holds, whatever its kind. */
export function MessageContent({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { text, location, contacts, poll, interactive, selection, template, unknown, call, groupChange, revokedAt } = message;
  if (revokedAt) return <p className={classes.gone}>{t('inbox.content.revoked')}</p>;
  const kind = mediaTypes.find((each) => message[each]);
  const file = kind && message[kind];
  if (file) return <MediaContent kind={kind} file={file} />;
  if (text) return <p className={classes.text}>{text.body}</p>;
  if (location) return <Place location={location} />;
  if (poll) return <Poll poll={poll} />;
  if (contacts)
    return (
      <ul className={classes.cards}>
        {contacts.map((card, index) => (
          <li key={index}>
            <strong>{card.name}</strong> {card.phones?.map(({ number }) => number).join(', ')}
          </li>
        ))}
      </ul>
    );
  if (interactive)
    return (
      <>
        <p className={classes.text}>{interactive.body}</p>
        <Choices choices={choicesOf(interactive)} />
      </>
    );
  if (selection) return <p className={classes.text}>{t('inbox.content.picked', { title: selection.title })}</p>;
  if (template) return <p className={classes.text}>{t('inbox.content.template', { name: template.name })}</p>;
  if (call) return <p className={classes.text}>{t(call.video ? 'inbox.content.videoCall' : 'inbox.content.call')}</p>;
  if (groupChange) return <p className={classes.gone}>{t('inbox.content.groupChange', { change: groupChange.change })}</p>;
  return <p className={classes.gone}>{t('inbox.content.unknown', { kind: unknown?.kind ?? message.type })}</p>;
}

type Location = NonNullable<Message['location']>;

function Place({ location: { latitude, longitude, name, address } }: { location: Location }) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <a className={classes.place} href={href} target="_blank" rel="noreferrer">
      <strong>{name ?? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`}</strong>
      {address && <span>{address}</span>}
    </a>
  );
}

function Poll({ poll: { question, options, votes = [] } }: { poll: NonNullable<Message['poll']> }) {
  const { t } = useTranslation();
  return (
    <div className={classes.poll}>
      <strong>{question}</strong>
      <ul>
        {options.map((option) => (
          <li key={option}>
            <span>{option}</span>
            <span>{t('inbox.content.votes', { count: votes.filter((vote) => vote.options.includes(option)).length })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Choices({ choices }: { choices: string[] }) {
  return (
    <ul className={classes.choices}>
      {choices.map((choice) => (
        <li key={choice}>{choice}</li>
      ))}
    </ul>
  );
}

type Interactive = NonNullable<Message['interactive']>;

function choicesOf(interactive: Interactive): string[] {
  const { buttons, sections } = interactive as { buttons?: { title: string }[]; sections?: { rows: { title: string }[] }[] };
  return [...(buttons ?? []), ...(sections ?? []).flatMap(({ rows }) => rows)].map(({ title }) => title);
}

/** One line that says what a message is. */
export function useSummary(): (message: Message) => string {
  const { t } = useTranslation();
  return (message) => {
    const { text, poll, location, interactive, selection, revokedAt, type } = message;
    if (revokedAt) return t('inbox.content.revoked');
    const kind = mediaTypes.find((each) => message[each]);
    if (kind) return message[kind]?.caption ?? t(`inbox.kinds.${kind}`);
    if (text) return text.body.slice(0, 200);
    if (poll) return poll.question;
    if (location) return location.name ?? t('inbox.kinds.location');
    if (interactive?.body) return interactive.body;
    if (selection) return selection.title;
    return t(`inbox.kinds.${knownKind(type)}`);
  };
}

const otherKinds = ['contacts', 'template', 'call', 'group_change', 'reaction'] as const;

function knownKind(type: string): (typeof otherKinds)[number] | 'unknown' {
  return otherKinds.find((kind) => kind === type) ?? 'unknown';
}
