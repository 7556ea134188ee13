// Names as people have them, in the scripts of India and beyond. None does harm; all must keep columns straight.

export const SCRIPTS = [
  'शासकीय रुग्णालय क्षेत्र',
  'ಮಲ್ಲೇಶ್ವರಂ ಪ್ರಾಥಮಿಕ ಆರೋಗ್ಯ ಕೇಂದ್ರ',
  '東京クリニック',
  'Town Hall 💉👨‍👩‍👧 Camp',
  'مركز صحي',
  'מרפאה מרכזית',
  'Zoë’s Café, São Paulo',
  'ａｂｃ ﾊﾝｶｸ 한국어',
  '🇮🇳 🏥🏿 1️⃣',
  'PHC Malleswaram',
] as const;
