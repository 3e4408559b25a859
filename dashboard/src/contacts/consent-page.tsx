import { ActionIcon, Button, Group, Select, Stack, Switch, Textarea, TextInput, Radio } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../access/me.ts';
import { SettingsSection } from '../access/settings-section.tsx';
import { answerOf, api } from '../api/client.ts';
import type { ConsentSettings } from '../api/shapes.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { useAction } from '../parts/use-action.ts';
import classes from './consent-page.module.css';
import { changeConsentSettings, consentSettingsQuery, download } from './contacts.queries.ts';
import { ContactsTabs } from './contacts-tabs.tsx';

/** Which words close the door and which open it, what is sent back, and for whom it counts. */
export function ConsentPage() {
  const { t } = useTranslation();
  const query = useQuery(consentSettingsQuery);
  return (
    <Page title={t('frame.places.contacts')} action={<ProofOfAll />}>
      <ContactsTabs tab="consent" />
      <QueryView query={query}>{(settings) => <Settings settings={settings} />}</QueryView>
    </Page>
  );
}

function ProofOfAll() {
  const { t } = useTranslation();
  const mayExport = useMay('contacts.export');
  const take = useAction({ run: () => download('/v1/consent/export', 'consent.csv') });
  if (!mayExport) return null;
  return (
    <Button variant="default" loading={take.isPending} onClick={() => take.mutate()}>
      {t('contacts.consent.settings.proof')}
    </Button>
  );
}

type Language = ConsentSettings['words'][number]['language'];
type OwnWord = ConsentSettings['ownWords'][number];

function Settings({ settings }: { settings: ConsentSettings }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const readOnly = !useMay('organization.manage');
  const [scope, setScope] = useState(settings.scope);
  const [switches, setSwitches] = useState<Record<string, boolean>>({});
  const [ownWords, setOwnWords] = useState(settings.ownWords);
  const [language, setLanguage] = useState<Language>('en');
  const [texts, setTexts] = useState<Record<string, { opt_out: string; opt_in: string }>>({});
  const languages = [...new Set(settings.words.map((word) => word.language))];
  const changed = scope !== settings.scope || ownWords !== settings.ownWords || Object.keys({ ...switches, ...texts }).length > 0;
  const save = useMutation({
    mutationFn: () => changeConsentSettings({ scope, switches, ownWords, ...(Object.keys(texts).length > 0 ? { texts } : {}) }),
    onSuccess: async (saved) => {
      setSwitches({});
      setTexts({});
      setOwnWords(saved.ownWords);
      queries.setQueryData(consentSettingsQuery.queryKey, saved);
      notifications.show({ message: t('contacts.consent.settings.done') });
    },
  });
  const text = { ...settings.texts[language], ...texts[language] } as { opt_out: string; opt_in: string };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <SettingsSection title={t('contacts.consent.settings.scope')} about={t('contacts.consent.settings.scopeAbout')}>
        <Radio.Group value={scope} onChange={(value) => setScope(value)}>
          <Stack gap="xs">
            {(['organization', 'client'] as const).map((value) => (
              <Radio key={value} value={value} disabled={readOnly} label={t(`contacts.consent.settings.scopes.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
      </SettingsSection>
      <SettingsSection title={t('contacts.consent.settings.words')} about={t('contacts.consent.settings.wordsAbout')}>
        <WordTest />
        {languages.map((each) => (
          <fieldset key={each} className={classes.language}>
            <legend>{t(`contacts.languages.${each}`)}</legend>
            <div className={classes.words}>
              {settings.words
                .filter((word) => word.language === each)
                .map((word) => (
                  <Switch
                    key={word.switch}
                    size="xs"
                    label={word.kind === 'opt_in' ? t('contacts.consent.settings.resumes', { word: word.word }) : word.word}
                    checked={switches[word.switch] ?? word.on}
                    disabled={readOnly || word.fixed}
                    onChange={(event) => setSwitches({ ...switches, [word.switch]: event.currentTarget.checked })}
                  />
                ))}
            </div>
          </fieldset>
        ))}
        <OwnWords words={ownWords} languages={languages} readOnly={readOnly} onChange={setOwnWords} />
      </SettingsSection>
      <SettingsSection title={t('contacts.consent.settings.texts')} about={t('contacts.consent.settings.textsAbout')}>
        <Stack>
          <Select
            label={t('contacts.fields.language')}
            data={languages.map((value) => ({ value, label: t(`contacts.languages.${value}`) }))}
            allowDeselect={false}
            value={language}
            onChange={(value) => setLanguage(value ?? 'en')}
          />
          {(['opt_out', 'opt_in'] as const).map((kind) => (
            <Textarea
              key={kind}
              label={t(`contacts.consent.settings.${kind}`)}
              autosize
              minRows={2}
              dir="auto"
              readOnly={readOnly}
              value={text[kind]}
              onChange={(event) => setTexts({ ...texts, [language]: { ...text, [kind]: event.currentTarget.value } })}
            />
          ))}
        </Stack>
      </SettingsSection>
      {save.error && <ErrorNote error={save.error} />}
      {!readOnly && (
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={!changed}>
            {t('parts.save')}
          </Button>
        </Group>
      )}
    </form>
  );
}

function WordTest() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), 250);
  const { data } = useQuery({
    queryKey: ['consent-test', settled],
    queryFn: () => answerOf(api.POST('/v1/consent/test', { body: { text: settled } })),
    enabled: settled !== '',
  });
  return (
    <Stack gap={4} mb="lg">
      <TextInput
        label={t('contacts.consent.settings.test')}
        placeholder={t('contacts.consent.settings.testHint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <span className={classes.quiet} aria-live="polite">
        {settled !== '' && data && t(`contacts.consent.settings.readings.${data.kind ?? 'nothing'}`)}
      </span>
    </Stack>
  );
}

type OwnProps = { words: OwnWord[]; languages: Language[]; readOnly: boolean; onChange: (words: OwnWord[]) => void };

function OwnWords({ words, languages, readOnly, onChange }: OwnProps) {
  const { t } = useTranslation();
  const put = (at: number, change: Partial<OwnWord>) =>
    onChange(words.map((word, index) => (index === at ? { ...word, ...change } : word)));
  return (
    <fieldset className={classes.language}>
      <legend>{t('contacts.consent.settings.ownWords')}</legend>
      <Stack gap="xs">
        {words.map((word, at) => (
          <Group key={at} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={t('contacts.consent.settings.ownWord')}
              value={word.word}
              readOnly={readOnly}
              onChange={(event) => put(at, { word: event.currentTarget.value })}
            />
            <Select
              aria-label={t('contacts.consent.settings.ownKind')}
              data={(['opt_out', 'opt_in'] as const).map((value) => ({ value, label: t(`contacts.consent.settings.kinds.${value}`) }))}
              allowDeselect={false}
              disabled={readOnly}
              value={word.kind}
              onChange={(kind) => put(at, { kind: kind ?? 'opt_out' })}
            />
            <Select
              aria-label={t('contacts.fields.language')}
              data={languages.map((value) => ({ value, label: t(`contacts.languages.${value}`) }))}
              allowDeselect={false}
              disabled={readOnly}
              value={word.language}
              onChange={(language) => put(at, { language: language ?? 'en' })}
            />
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('contacts.consent.settings.removeWord', { word: word.word })}
                onClick={() => onChange(words.filter((_, index) => index !== at))}
              >
                <Icon name="close" size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
        {!readOnly && (
          <Group>
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => onChange([...words, { word: '', kind: 'opt_out', language: 'en' }])}
            >
              {t('contacts.consent.settings.addWord')}
            </Button>
          </Group>
        )}
      </Stack>
    </fieldset>
  );
}
