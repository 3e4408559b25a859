export const LANGUAGES = ['en', 'es', 'pt', 'fr', 'de', 'id', 'ar', 'hi'] as const;
export type Language = (typeof LANGUAGES)[number];
export type WordKind = 'opt_out' | 'opt_in';

export type Word = {
  word: string;
  kind: WordKind;
  language: Language;
  /** Cannot be switched off: nobody means anything else by it. */
  fixed: boolean;
  /** How it is as long as nobody switches it. */
  on: boolean;
};

const OPT_OUT: Record<Language, string[]> = {
  en: ['stop', 'stopall', 'stop all', 'stop promotions', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'remove'],
  es: ['baja', 'salir', 'detener', 'parar', 'cancelar', 'alto', 'no más'],
  pt: ['sair', 'parar', 'cancelar', 'remover', 'descadastrar', 'pare'],
  fr: ['stop', 'arrêt', 'arrêter', 'désabonner', 'désinscrire'],
  de: ['stopp', 'stop', 'abmelden', 'abbestellen', 'austragen'],
  id: ['berhenti', 'hentikan', 'keluar', 'stop'],
  ar: ['إيقاف', 'توقف', 'إلغاء', 'إلغاء الاشتراك'],
  hi: ['रोकें', 'बंद करो', 'बन्द करो', 'बंद', 'बन्द', 'band karo'],
};

const OPT_IN: Record<Language, string[]> = {
  en: ['start', 'unstop', 'subscribe', 'yes'],
  es: ['alta', 'volver'],
  pt: ['voltar', 'receber'],
  fr: ['reprendre'],
  de: ['anmelden'],
  id: ['mulai'],
  ar: ['اشتراك', 'تفعيل'],
  hi: ['शुरू', 'शुरू करो', 'शुरू करें'],
};

const FIXED = new Set(['stop', 'unsubscribe', 'baja', 'descadastrar']);
// "Yes" answers any question, so somebody has to want it.
const OFF = new Set(['yes']);

const pack = (kind: WordKind, words: Record<Language, string[]>): Word[] =>
  LANGUAGES.flatMap((language) => words[language].map((word) => ({ word, kind, language, fixed: FIXED.has(word), on: !OFF.has(word) })));

/** Every word that is shipped. Vendors' and carriers' lists agree on most of them. */
export const WORDS: readonly Word[] = [...pack('opt_out', OPT_OUT), ...pack('opt_in', OPT_IN)];

/** What a switch is named by. */
export const switchOf = ({ language, word }: { language: string; word: string }) => `${language}:${word}`;

/** What the person gets back, once, in the language of their word. */
export const TEXTS: Record<Language, Record<WordKind, string>> = {
  en: {
    opt_out: 'You are unsubscribed and will get no more messages from us. Reply START to subscribe again.',
    opt_in: 'You are subscribed again. Reply STOP to unsubscribe at any time.',
  },
  es: {
    opt_out: 'Te has dado de baja y no recibirás más mensajes nuestros. Responde ALTA para volver a suscribirte.',
    opt_in: 'Te has suscrito de nuevo. Responde BAJA para darte de baja cuando quieras.',
  },
  pt: {
    opt_out: 'Você cancelou a inscrição e não receberá mais mensagens nossas. Responda VOLTAR para se inscrever de novo.',
    opt_in: 'Você está inscrito novamente. Responda SAIR para cancelar quando quiser.',
  },
  fr: {
    opt_out: 'Vous êtes désabonné et ne recevrez plus de messages de notre part. Répondez REPRENDRE pour vous réabonner.',
    opt_in: 'Vous êtes de nouveau abonné. Répondez STOP pour vous désabonner à tout moment.',
  },
  de: {
    opt_out: 'Sie sind abgemeldet und erhalten keine Nachrichten mehr von uns. Antworten Sie ANMELDEN, um wieder welche zu erhalten.',
    opt_in: 'Sie sind wieder angemeldet. Antworten Sie STOPP, um sich jederzeit abzumelden.',
  },
  id: {
    opt_out: 'Anda telah berhenti berlangganan dan tidak akan menerima pesan dari kami lagi. Balas MULAI untuk berlangganan kembali.',
    opt_in: 'Anda berlangganan kembali. Balas BERHENTI untuk berhenti kapan saja.',
  },
  ar: {
    opt_out: 'تم إلغاء اشتراكك ولن تصلك أي رسائل منا بعد الآن. أرسل اشتراك للاشتراك من جديد.',
    opt_in: 'تم تفعيل اشتراكك من جديد. أرسل إيقاف لإلغاء الاشتراك في أي وقت.',
  },
  hi: {
    opt_out: 'आपकी सदस्यता समाप्त हो गई है और अब आपको हमारे संदेश नहीं मिलेंगे। फिर से पाने के लिए शुरू लिखें।',
    opt_in: 'आपकी सदस्यता फिर से चालू है। इसे कभी भी समाप्त करने के लिए बंद लिखें।',
  },
};
