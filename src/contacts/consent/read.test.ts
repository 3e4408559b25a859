import { describe, expect, it } from '@jest/globals';
import { answerLanguage, readConsent } from './read.ts';
import type { ReadingSettings } from './read.ts';
import { LANGUAGES, switchOf, TEXTS, WORDS } from './words.ts';

const SHIPPED: ReadingSettings = { switches: {}, ownWords: [] };
const read = (text: string, settings = SHIPPED) => readConsent(text, settings)?.kind ?? null;

// As people type: any case, with what a phone's keyboard puts around it.
const SPELLINGS: [string, (word: string) => string][] = [
  ['as it is', (word) => word],
  ['in capitals', (word) => word.toUpperCase()],
  ['with a capital, a full stop and blanks', (word) => `  ${word.charAt(0).toUpperCase()}${word.slice(1)}. \n`],
  ['in quotes, bold, with an emoji', (word) => `«*${word}*»!! 🙏🏽`],
];
const SPELLED = WORDS.flatMap((word) =>
  SPELLINGS.map(([how, spell]) => [word.language, how, spell(word.word), word.on ? word.kind : null] as const),
);

describe('every shipped word', () => {
  it.each(SPELLED)('%s %s: %s', (_language, _how, text, kind) => expect(read(text)).toBe(kind));

  it.each(WORDS.filter(({ fixed }) => !fixed))('$language $word can be switched off or on', ({ word, kind }) => {
    const same = WORDS.filter((other) => other.word === word);
    const all = (on: boolean) => Object.fromEntries(same.map((other) => [switchOf(other), on]));
    const stays = same.some(({ fixed }) => fixed);
    expect(read(word, { ...SHIPPED, switches: all(false) })).toBe(stays ? kind : null);
    expect(read(word, { ...SHIPPED, switches: all(true) })).toBe(kind);
  });

  it.each(['stop', 'unsubscribe', 'baja', 'descadastrar'])('%s counts whatever the switches say', (word) => {
    expect(read(word, { ...SHIPPED, switches: Object.fromEntries(LANGUAGES.map((language) => [`${language}:${word}`, false])) })).toBe(
      'opt_out',
    );
  });
});

describe('other spellings of the same word', () => {
  it.each([
    ['ＳＴＯＰ', 'opt_out'],
    ['s\u0074op\u200b', 'opt_out'],
    ['\u200fstop\u200e', 'opt_out'],
    ['OPT-OUT', 'opt_out'],
    ['opt–out', 'opt_out'],
    ['opt   out', 'opt_out'],
    ['Stop\u00a0all', 'opt_out'],
    ['NO MÁS', 'opt_out'],
    ['no mas', 'opt_out'],
    ['No Ma\u0301s', 'opt_out'],
    ['arret', 'opt_out'],
    ['ARRÊT', 'opt_out'],
    ['desabonner', 'opt_out'],
    ['¡Baja!', 'opt_out'],
    ['¿alta?', 'opt_in'],
    ['(stop)', 'opt_out'],
    ['#stop', 'opt_out'],
    ['/stop', 'opt_out'],
    ['_stop_', 'opt_out'],
    ['~STOP~', 'opt_out'],
    ['```stop```', 'opt_out'],
    ['🛑 stop 🛑', 'opt_out'],
    ['stop…', 'opt_out'],
    ['stop\r\n\r\n', 'opt_out'],
    ['ايقاف', 'opt_out'],
    ['إيقـــاف', 'opt_out'],
    ['إِيقَاف', 'opt_out'],
    ['أيقاف', 'opt_out'],
    ['الغاء', 'opt_out'],
    ['الغاء الاشتراك', 'opt_out'],
    ['اشتراك.', 'opt_in'],
    ['تفعيل؟', 'opt_in'],
    ['बंद करो।', 'opt_out'],
    ['रोकें!', 'opt_out'],
    ['शुरू।', 'opt_in'],
    ['Band Karo', 'opt_out'],
    ['BERHENTI!!!', 'opt_out'],
    ['#start', 'opt_in'],
    ['UNSTOP', 'opt_in'],
    ['Stop Promotions', 'opt_out'],
  ] as const)('%s', (text, kind) => expect(read(text)).toBe(kind));
});

describe('a message that is more than the word, or another word', () => {
  it.each([
    '',
    ' ',
    '…',
    '🙏',
    '1',
    '?',
    'no',
    'ok',
    'yes',
    'Yes!',
    'help',
    'info',
    'stopp it',
    'st op',
    's t o p',
    'stop stop',
    'please stop',
    'Stop please',
    'STOP PLEASE',
    'stop it',
    "don't stop",
    'do not stop',
    'non-stop',
    'nonstop',
    'bus stop',
    'The bus stop is near',
    'stops',
    'stopped',
    'stopping',
    'one stop shop',
    'Stop marketing',
    'stop sending me photos of the cat',
    'stop\nplease',
    'When do you stop serving?',
    'cancel my order',
    'Cancel order 12',
    'cancelled',
    'cancellation',
    'I want to cancel the appointment',
    'can I cancel?',
    'the end',
    'end of month',
    'weekend',
    'ending',
    'quit smoking',
    'quite',
    'I quit my job',
    'remove the onions',
    'remove onions please',
    'revoke access',
    'unsubscribe me',
    'how do I unsubscribe',
    'unsubscribed',
    'opt',
    'out',
    'opt outs',
    'start now',
    'start the order',
    'started',
    'restart',
    'when does it start',
    'subscribe me',
    'yes please',
    'yes, stop',
    'quiero cancelar mi pedido',
    'cancelar pedido',
    'cancelar cita',
    '¿puedo cancelar?',
    'cancelado',
    'voy a salir',
    'salir a las 8',
    'la salida',
    'baja el precio',
    'en voz baja',
    'de baja por enfermedad',
    'dar de baja',
    'bajar',
    'alto ahí',
    'más alto',
    'no más cebolla',
    'no',
    'más',
    'detener el envío',
    'parar en la esquina',
    'volver a llamar',
    'voy a volver',
    'dar de alta',
    'alta calidad',
    'quero cancelar o pedido',
    'cancelar o pedido',
    'vou sair agora',
    'sair de casa',
    'pode parar',
    'parar tudo',
    'remover cebola',
    'remover item 2',
    'pare com isso',
    'me descadastrar',
    'parede',
    'comparar',
    'separar',
    'voltar amanhã',
    'quero receber',
    'receber em casa',
    'vou voltar',
    'stop aux frais',
    'arrêt de bus',
    "l'arrêt",
    'arrêter de fumer',
    'je veux me désabonner',
    'me désinscrire',
    'arrêtez',
    'sans arrêt',
    'reprendre rendez-vous',
    'je veux reprendre',
    'stopp mal',
    'bitte stopp',
    'ich möchte mich abmelden',
    'abmelden bitte',
    'abbestellen Zeitung',
    'Bestellung abbestellen',
    'austragen lassen',
    'Zeitungen austragen',
    'anmelden zum Kurs',
    'wie kann ich mich anmelden',
    'Stoppuhr',
    'gestoppt',
    'tolong berhenti',
    'berhenti merokok',
    'halte berhenti',
    'hentikan pesanan saya',
    'keluar kota',
    'saya mau keluar',
    'jalan keluar',
    'mulai jam berapa',
    'mulai besok',
    'kapan mulai',
    'أريد إلغاء الطلب',
    'إلغاء الطلب',
    'إلغاء الموعد من فضلك',
    'توقف هنا',
    'لا توقف',
    'إيقاف السيارة',
    'موقف',
    'الاشتراك',
    'كم سعر الاشتراك',
    'اشتراك جديد',
    'تفعيل الحساب',
    'متوقف',
    'दुकान बंद है',
    'बंद मत करो',
    'क्या बंद है',
    'ऑर्डर रोकें',
    'मुझे रोकें मत',
    'कब शुरू होगा',
    'शुरू से',
    'band baja',
    'band',
    'karo',
    'gaana band karo please',
    'बंद करो यार',
    'stop@example.com',
    'https://example.com/stop',
    'stop.com',
    'stop123',
    '123 stop',
    'stop1',
    'ѕtоp',
  ])('%j', (text) => expect(read(text)).toBeNull());

  it('is not even looked at when it is long', () => expect(read(`stop${' '.repeat(1_000_000)}`)).toBeNull());
});

describe("an organisation's own words", () => {
  const settings: ReadingSettings = {
    switches: {},
    ownWords: [
      { word: 'Tschüss', kind: 'opt_out', language: 'de' },
      { word: 'weiter', kind: 'opt_in', language: 'de' },
      { word: 'start', kind: 'opt_out', language: 'en' },
    ],
  };
  it.each([
    ['tschuss!', 'opt_out'],
    ['TSCHÜSS', 'opt_out'],
    ['Weiter.', 'opt_in'],
    ['tschüss dann', null],
    // Where a word means both, being left alone wins.
    ['start', 'opt_out'],
  ] as const)('%s', (text, kind) => expect(read(text, settings)).toBe(kind));
});

describe('the language of the answer', () => {
  it.each([
    ['cancelar', ['es', 'pt'], ['pt', 'es'], 'pt'],
    ['cancelar', ['es', 'pt'], [null, 'pt'], 'pt'],
    ['cancelar', ['es', 'pt'], ['de', null], 'es'],
    ['stop', ['en', 'fr', 'de', 'id'], ['de', null], 'de'],
    ['stop', ['en', 'fr', 'de', 'id'], ['xx', 'ar'], 'en'],
  ] as const)('%s (%j) for %j', (word, languages, hints, expected) => {
    expect(readConsent(word, SHIPPED)?.languages).toEqual(languages);
    expect(answerLanguage(languages, hints)).toBe(expected);
  });

  it('has a text for each, and each text names a word that undoes it', () => {
    for (const language of LANGUAGES) {
      const words = (kind: 'opt_in' | 'opt_out') =>
        WORDS.filter((word) => word.kind === kind && word.language === language).map(({ word }) => word);
      const names = (text: string, list: string[]) => list.some((word) => text.toLowerCase().includes(word));
      expect([language, names(TEXTS[language].opt_out, words('opt_in')), names(TEXTS[language].opt_in, words('opt_out'))]).toEqual([
        language,
        true,
        true,
      ]);
    }
  });
});
