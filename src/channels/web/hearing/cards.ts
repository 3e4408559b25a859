import type { IncomingContent, OutgoingContent } from '../../channels.schema.ts';

type Card = Extract<IncomingContent, { type: 'contacts' }>['contacts'][number];
type OutgoingCard = Extract<OutgoingContent, { type: 'contacts' }>['contacts'][number];

/** Reads what matters of a vCard; whatever else it holds stays with WhatsApp. */
export function readCard(vcard: string, shownName: string): Card {
  const lines = vcard.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const fields = lines.flatMap((line) => {
    const [, name, parameters = '', value = ''] = /^(?:item\d+\.)?([A-Za-z-]+)((?:;[^:]*)?):(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.toUpperCase(), parameters, value: unescaped(value) }];
  });
  const all = (name: string) => fields.filter((field) => field.name === name && field.value !== '');
  const [lastName = '', firstName = ''] = all('N')[0]?.value.split(';') ?? [];
  const organization = all('ORG')[0]?.value;
  const emails = all('EMAIL').map(({ value, parameters }) => ({ email: value.slice(0, 320), ...typeOf(parameters) }));
  return {
    name: all('FN')[0]?.value ?? shownName,
    ...(firstName !== '' && { firstName }),
    ...(lastName !== '' && { lastName }),
    ...(organization !== undefined && { organization }),
    phones: all('TEL').map(({ value, parameters }) => ({ number: value.slice(0, 64), ...typeOf(parameters) })),
    ...(emails.length > 0 && { emails }),
  };
}

/** Writes one as a phone shows it; a number that is on WhatsApp can be tapped. */
export function writeCard({ name, firstName, lastName, organization, birthday, phones, emails = [], urls = [] }: OutgoingCard): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${escaped(lastName ?? '')};${escaped(firstName ?? name)};;;`,
    `FN:${escaped(name)}`,
    ...(organization === undefined ? [] : [`ORG:${escaped(organization)}`]),
    ...(birthday === undefined ? [] : [`BDAY:${escaped(birthday)}`]),
    ...phones.map(({ number, type = 'CELL' }) => `TEL;type=${parameter(type)};waid=${number.replace(/\D/g, '')}:${escaped(number)}`),
    ...emails.map(({ email, type = 'INTERNET' }) => `EMAIL;type=${parameter(type)}:${escaped(email)}`),
    ...urls.map((url) => `URL:${escaped(url)}`),
    'END:VCARD',
  ];
  return lines.join('\n');
}

function typeOf(parameters: string): { type?: string } {
  const type = /;type=([^;]+)/i.exec(parameters)?.[1];
  return type === undefined ? {} : { type: type.slice(0, 64) };
}

const escaped = (text: string) => text.replace(/[\\;,]/g, String.raw`\$&`).replace(/\r?\n/g, String.raw`\n`);
const unescaped = (text: string) => text.replace(/\\([\\;,nN])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
const parameter = (text: string) => text.replace(/[^\w-]/g, '');
