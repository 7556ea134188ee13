// Names for the simulated country: what centres, blocks and streets are called, in the scripts and the carelessness
// of the real lists. Every centre's name is unique within the country, because it ends in its district.
import { between, pick, pickWeighted, type Random } from './random.ts';

const LOCALITIES: readonly string[] = [
  'Hebbal',
  'Shivaji Nagar',
  'Gandhi Nagar',
  'Rampur',
  'Laxmangarh',
  'Thanagazi',
  'Mulkanur',
  'Hanamkonda',
  'Danapur',
  'Sadar',
  'Kumarakom',
  'Jaggannath Mandir',
  'Ashok Vihar',
  'Civil Lines',
  'Indira Colony',
  'Station Road',
  'Malviya Nagar',
  'Nehru Ward',
  'Ambedkar Chowk',
  'Krishnapuram',
  'Vidyaranyapura',
  'Kondapur',
  'Chikkajala',
  'Yelahanka',
  'Mirzapur',
  'Bhagwanpur',
  'Sultanpur',
  'Fatehpur',
  'Kotwali',
  'Raghunathpur',
  'Chandpur',
  'Sitapur',
  'Belagola',
  'Anandapuram',
  'Thirumangalam',
  'Perungudi',
  'Velachery',
  'Karimpur',
  'Bishnupur',
  'Haripur',
  'Madhupur',
  'Lalganj',
  'Bara Bazar',
  'Ganeshguri',
  'Silpukhuri',
  'Kaliabor',
  'Dharampur',
  'Nalagarh',
  'Jawahar Nagar',
  'Subhash Nagar',
  'Tilak Nagar',
  'Rajendra Nagar',
  'Patel Wadi',
  'Navrangpura',
  'Maninagar',
  'Vastral',
  'Kothrud',
  'Hadapsar',
  'Wagholi',
  'Andheri East',
  'Dharavi',
  'Borivali',
  'Ghatkopar',
  'Mulund',
  'Begur',
  'Jigani',
  'Anekal',
  'Devanahalli',
  'Kaggalipura',
  'Ullal',
  'Edappally',
  'Kaloor',
  'Vyttila',
  'Aluva',
  'Perumbavoor',
  'Kunnathunad',
  'Pallipuram',
  'Gunadala',
  'Patamata',
  'Tadepalli',
];

const SAINTS: readonly string[] = [
  'Sri Lakshmi',
  "St. John's",
  "St. Martha's",
  'Shri Krishna',
  'Sai Baba',
  'Guru Nanak',
  'Mata Amritanandamayi',
  'Al-Ameen',
  'Holy Family',
  'Dr. B. R. Ambedkar',
  'Lal Bahadur Shastri',
  'Rani Chennamma',
  'Sardar Patel',
  'Vivekananda',
  'Bapuji',
];

const CHAINS: readonly string[] = [
  'Apollo',
  'Fortis',
  'Manipal',
  'Max Super Speciality',
  'Narayana',
  'Aster',
  'Medanta',
  'Yashoda',
  'KIMS',
  'Columbia Asia',
  'Cloudnine',
  'Rainbow Children & Women',
  'Sparsh',
  'Care',
];

const KANNADA: readonly string[] = [
  'ಪ್ರಾಥಮಿಕ ಆರೋಗ್ಯ ಕೇಂದ್ರ ಹೆಬ್ಬಾಳ',
  'ಸಾರ್ವಜನಿಕ ಆಸ್ಪತ್ರೆ ಯಲಹಂಕ',
  'ನಗರ ಆರೋಗ್ಯ ಕೇಂದ್ರ ಬೇಗೂರು',
  'ಸಮುದಾಯ ಭವನ ಆನೇಕಲ್',
  'ಸರ್ಕಾರಿ ಶಾಲೆ ಜಿಗಣಿ',
];

const DEVANAGARI: readonly string[] = [
  'प्राथमिक स्वास्थ्य केंद्र रामपुर',
  'सामुदायिक स्वास्थ्य केंद्र सदर',
  'जिला अस्पताल सिविल लाइंस',
  'राजकीय विद्यालय गांधी नगर',
  'पंचायत भवन हरिपुर',
];

const OFFICES: readonly string[] = [
  'PHC',
  'UPHC',
  'CHC',
  'Sub Centre',
  'Health Centre',
  'Dispensary',
  'Taluk Hospital',
];
const HALLS: readonly string[] = [
  'Govt. School',
  "Girls' College",
  'Community Hall',
  'Anganwadi',
  'Panchayat Bhawan',
  'Town Hall',
  'Stadium',
  'Polytechnic',
  'Kalyana Mandapam',
  'Ward Office',
  'Metro Depot',
];
const HINDI_REGIONS = new Set([
  'Bihar',
  'Chhattisgarh',
  'Delhi',
  'Haryana',
  'Himachal Pradesh',
  'Jharkhand',
  'Madhya Pradesh',
  'Rajasthan',
  'Uttar Pradesh',
  'Uttarakhand',
  'Maharashtra',
]);

export function localityName(random: Random): string {
  return pick(random, LOCALITIES);
}

/**
 * The name of a public place: a health post, a school, a hall.
 * Now and then in the script of the region, with an age group in front, in capitals, or with `&` and `<`.
 */
export function publicName(random: Random, region: string): string {
  const native = region === 'Karnataka' ? KANNADA : HINDI_REGIONS.has(region) ? DEVANAGARI : undefined;
  if (native !== undefined && random() < 0.08) return `${pick(random, native)} ${between(random, 1, 40)}`;
  const place = localityName(random);
  const base = pickWeighted(random, [
    [5, `${pick(random, OFFICES)} ${place}`],
    [3, `${place} ${pick(random, OFFICES)}`],
    [2, `${place} ${pick(random, HALLS)}`],
    [1, `${pick(random, SAINTS)} ${pick(random, HALLS)}`],
    [1, `45 ${place} ${pick(random, OFFICES)} Block ${localityName(random)}`],
    [0.4, `${place} Ward ${between(random, 1, 198)} <18+ only>`],
  ]);
  return random() < 0.12 ? base.toUpperCase() : base;
}

/** The name of a place that charges. */
export function privateName(random: Random): string {
  const place = localityName(random);
  return pickWeighted(random, [
    [4, `${pick(random, CHAINS)} Hospital ${place}`],
    [3, `${pick(random, SAINTS)} Nursing Home`],
    [2, `${pick(random, SAINTS)} Hospital & Research Centre`],
    [1, `${place} Diagnostics & Clinic`],
  ]);
}

/** The same name as a careless hand types it: doubled, leading and trailing spaces. */
export function withStraySpaces(name: string, random: Random): string {
  const luck = random();
  if (luck < 0.04) return ` ${name}`;
  if (luck < 0.09) return `${name} `;
  return luck < 0.13 ? name.replace(' ', '  ') : name;
}
