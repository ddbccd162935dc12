"""Letters and everyday words that tell neighbouring languages apart in a few words of text.

Short forms only: function words and the commonest words of news. A word may stand under several languages; it then
speaks only against the others. Latin-script Serbian stands under `sr` too.
"""

from __future__ import annotations

CYRILLIC_ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "be": "абвгґдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
}
"""The letters of each language; any other Cyrillic letter in a text speaks against it."""

_WORDS = {
    "uk": """
    однак проте втім пан пані пана назвав назвала вважає поки раніше потім щось ніколи завжди
    і й та що це як на не у в з із зі до від для про при за по але або чи коли якщо які який яка яке яких його її їх
    їхній він вона воно вони ми ви я ти був була було були бути є немає щоб також лише тільки ще вже більше після
    перед під між через серед навіть тому так цього цей ця ці тих того тієї своїх свою свій має мають може можуть
    зазначив заявив повідомив сказав каже року років день дня людей час де тут там потім проти без над усі всі все
    один два дві три мій наш ваш хто чому щодо понад ніби усе мене сша росії росія росію україни україні україна
    україну київ києва києві президент президента голова країни країн уряду уряд міністр міністра області міста
    місто людина людини тисяч мільйонів компанії компанія гривень доларів суд суду війни війна армії влада розповів
    розповіла став стала буде будуть цьому цій всіх чим нам нас їм йому їй вас себе треба потрібно можна дуже тепер
    зараз сьогодні вчора завтра знову майже ніхто нічого хтось щось словами даними поліція поліції новий нова нові
    нових нової перший перша першого повинен повинна повинні п'ятницю суботу грудні січні ні
    """,
    "ru": """
    однако впрочем г-н г-на г-жа назвал назвала назвало считает пишет пока раньше затем чем-то никогда всегда
    и что это как на не в во с со к ко от до из у для о об при за по но или ли когда если которые который которая
    которое которых его её ее их он она оно они мы вы я ты был была было были быть есть нет чтобы также только еще
    ещё уже больше более после перед под между через среди даже поэтому так этого этот эта эти тех того той своих
    свою свой имеет имеют может могут отметил заявил сообщил сказал говорит года лет день дня людей время где здесь
    там потом против без над все всё один два две три мой наш ваш кто почему раз меня сша россии россия россию
    украины украине украина украину киев киева президент президента глава страны стран правительства правительство
    министр министра области город города человек человека тысяч миллионов компании компания рублей долларов суд
    суда войны война армии власти рассказал рассказала стало стал стала является будет будут этом этой этих всех чем
    нам нас им ему ей вас себя надо нужно можно нельзя очень теперь сейчас сегодня вчера завтра снова почти никто
    ничего кто-то что-то ладно словам данным полиция полиции новый новая новые новых новой первый первая первого
    должна должен должны несмотря пятницу субботу декабре январе звезда внук порядок приведите
    """,
    "be": """
    і што гэта як на не у ў з са да ад для пра пры за па але або ці калі якія які якая якое яго яе іх ён яна яно яны
    мы вы я ты быў была было былі быць ёсць няма каб таксама толькі яшчэ ужо ўжо больш пасля перад пад між праз
    сярод нават таму так гэтага гэты гэтая гэтыя тых таго сваіх сваю свой мае маюць можа могуць сказаў гадоў дзень
    людзей час дзе тут там потым супраць без над усе ўсе адзін два тры мой наш хто чаму зша беларусі беларусь
    украіны украіне прэзідэнт прэзідэнта краіны ўрад міністр вобласці горада чалавек тысяч кампаніі суд вайны вайна
    распавёў стаў стала будзе будуць гэтым гэтай усіх чым нам нас ім яму ёй вас сябе трэба можна вельмі цяпер зараз
    сёння ўчора заўтра зноў амаль ніхто нічога новы новая новыя ні
    """,
    "bg": """
    и че това как на не в във с със от за до по но или дали когато ако които който която което негов му ги го той тя
    то те ние вие аз ти беше бяха е са съм да ще се си още вече повече след преди под между през дори затова така
    този тази тези тях него нея своя има имат няма може могат каза заяви година години ден хора време къде тук там
    после срещу без над всички един една два две три мой наш кой защо като към при бе все пак сме бил била били
    някои много само сащ българия русия украйна президентът президент страната правителството министър град човек
    души хиляди милиона компанията съд войната разказа стана бъде бъдат чрез нас им вас себе трябва сега днес вчера
    утре отново почти никой нищо нов нова нови новите мача момента процента полицията заради
    """,
    "sr": """
    и да је су се у на не са за од до по али или ли када ако који која које његов њен њихов он она оно они ми ви ја
    ти био била било били бити има нема такође само још већ више после након пре под између кроз чак зато тако овај
    ова ово ови ове тих тога свој може могу рекао каже године година дан људи време где овде тамо против без над сви
    све један једна два две три мој наш ко зашто што шта као би ће није нису смо сте сам из о како ево посто
    неколико треба током сад србија србије русије русија украјине председник влада владе министар град човек хиљада
    милиона компанија суд рат рата испричао постао постала биће буде овом овој свих њима њему њој вас себе веома
    сада данас јуче сутра поново скоро нико ништа нови нова нове нових полиција полиције изјавио додао додала
    саопштио иако исто минуту i u na je da se su za od sa do po ali ili kao koji koja koje nije će bi biti što šta
    samo već više posle pre između njegov njen oni ona on mi vi kada ako gde rekao godine ljudi bio bila bili sve
    ovo taj ta to ne iz o kako koju nisu smo sam kaže nakon prema predsednik policija godina vlada ministar rekla
    sud dan dana nova novi prvi tokom treba može malo čekajte mogu jedan dva reč kroz još uz svoj svoje
    """,
    "mk": """
    и дека тоа како на не во со од за до по но или дали кога ако кои кој која кое негов му ги го ја тој таа тие ние
    вие јас ти беше беа е се сум да ќе си уште веќе повеќе пред под меѓу преку дури затоа така овој оваа овие нив
    него своите има имаат нема може можат рече изјави година години ден луѓе време каде тука таму потоа против без
    над сите еден една два две три мој наш зошто што би при сме бил била биле врз многу само ниту околу бидејќи
    откако сад македонија русија украина претседателот претседател владата министер град човек луѓето илјади милиони
    компанијата суд војната стана биде бидат нас вас себе треба сега денес вчера утре повторно речиси никој ништо
    нов нова нови полицијата додаде соопшти
    """,
    "en": """
    the of and to in a an is was for on that with as at by from it he she they we you are be been has have had said
    will would this these his her their its not but after over who which what when where how more than about into up
    out new says no all i my our your could can if or so because there them him do did does just also first were
    some between during before under against two us president police year years people government last week day man
    woman world state former minister told court case days million billion team game including while dont it's he's
    she's that's can't don't didn't i'm get go make made take back being still many much any other another most such
    only own
    """,
    "pl": """
    i w we na z ze do że się nie jest o to po za od jak dla przez oraz ale lub czy gdy jeśli który która które jego
    jej ich on ona oni my był była było byli być są ma może przed pod między tylko już jeszcze więcej także tego ten
    ta te tym tych swoich roku lat co u przy aby tak nad usa prezydent policja rok lata ludzi rząd minister
    powiedział sąd osób będzie został została zostali według podczas dzień dni jeden dwa bardzo gdzie kiedy jako bez
    """,
    "de": """
    der die das und in von zu mit ist nicht auf für im den dem des ein eine einer einem eines einen als auch an es
    sich sie er wir ihr ich war waren wird werden hat haben nach bei aus über vor durch nur noch mehr dass wie oder
    aber wenn um am zum zur sein seine was so man bis gegen usa präsident polizei jahr jahre jahren menschen
    regierung minister sagte gericht tag tage neue neuen erste ersten seit laut ihre ihren seiner diese dieser
    dieses wurde wurden ob kann
    """,
    "fr": """
    le la les de des du et à en un une est que qui pour dans par sur au aux avec ne pas se ce cette ces il elle ils
    nous vous je son sa ses leur plus après été être a ont était mais ou où comme on sont sous entre sans deux aussi
    l d qu président police année ans gouvernement ministre dit tribunal jour jours nouveau nouvelle première selon
    leurs fait peut tout tous bien très même
    """,
    "cs": """
    a v ve na se si je že z ze do s o k i za pro od po jako jak ale nebo který která které kteří jeho její jsou byl
    byla bylo byli být má může také jen už ještě více než tak ten ta to při před podle
    """,
    "sk": """
    a v vo na sa si je že z zo do s so o k aj za pre od po ako ale alebo ktorý ktorá ktoré ktorí jeho jej sú bol
    bola bolo boli byť má môže tiež len už ešte viac než tak ten tá to pri pred podľa
    """,
    "es": """
    el la los las de del y en un una es que por para con no se su sus al lo como más pero fue ha han este esta entre
    sobre sin
    """,
    "it": """
    il lo la i gli le di del della dei e in un una è che per con non si su al alla come più ma ha hanno questo
    questa tra sono nel
    """,
    "pt": """
    o a os as de do da dos e em um uma é que por para com não se seu sua ao como mais mas foi são este entre sobre
    no na
    """,
    "nl": """
    de het een en van in is dat op te zijn voor met die niet aan er om ook als bij door over uit maar naar werd
    heeft
    """,
    "ro": """
    și în a de la cu pe că este nu un o din care pentru mai au fost sunt ce se al ale lui dar
    """,
    "tr": """
    ve bir bu için ile da de olarak çok daha olan gibi ne var o en sonra kadar ama değil
    """,
    "hu": """
    a az és hogy nem egy is van volt meg de ez azt csak már el ki mint még lesz ha
    """,
}

_CROATIAN = """
prije poslije gdje uvijek ovdje ondje tko netko nitko tisuća tisuće tjedan tjedna svijet svijeta vrijeme vrijednost
dvije riječ riječi bijeli mjesto mjesta dio dijela cijeli cijena predsjednik predsjednika izvješće glede siječnja
veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca također hrvatska hrvatski
hrvatske
"""
CROATIAN_WORDS = frozenset(_CROATIAN.split())
"""Forms that Croatian has and Serbian in Latin script has not."""

LANGUAGES_OF_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        LANGUAGES_OF_WORD[_word] = tuple(dict.fromkeys((*LANGUAGES_OF_WORD.get(_word, ()), _language)))
