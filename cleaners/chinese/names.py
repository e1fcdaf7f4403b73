"""Names of Chinese persons: what can be one, how likely it is, and where run-together names part.

The surnames and their four ranks, the given-name characters and their three, and the share of each rank are set by
hand, by common knowledge of which are frequent; they were fitted to no census and no corpus. They only have to tell
``马创新|陈小荷`` from ``马创|新陈小荷``: what comes out orders readings of one string, and is no measured frequency.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

from cleaners.chinese.characters import HAN, HAN_OR_LOST
from cleaners.chinese.readings import toneless_readings
from cleaners.chinese.scripts import simplified, spellings
from cleaners.patterns import regex

_RANK1 = "王李张刘陈杨黄赵吴周"
_RANK2 = (
    "徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_RANK3 = (
    "康易乔赖文傅施樊兰殷颜伍洪柳俞童安倪庞季章鲁葛岳齐申关聂左焦耿祁欧房祝辛梅温庄纪骆席凌柏冉褚成费翟裴甘詹尤鲍霍阮盛靳牛耿艾谷车路涂宁舒包柯"
    "管卜游华凤穆骆毕解缪单曲岑桂宫佟柴瞿阎冷邢蒲符娄苗窦屈项窦戚卓苟简邬尚米麦饶练楼滕古隋全牟蓝池鞠敖晏栾虞隆谌佘占计丛窦权巩时景党屠燕宗木储"
    "辜应闵尉臧仇查邸郁匡荆丘商敬连云班冼揭厉沙桑荣晋原匡花水平仝雍封奚仲凡湛寇向双初昝展麻幸撒铁台鄂信苑亓阚卞湛"
)
_RANK4 = (
    "蔺晁郦雒璩濮扈郏浦农别晁巢蒯相后红竺逯盖益桓公芦郗莘逄郇宓胥鄢甄戈芮羿储靳汲邴糜松井富乌焦巴弓牧隗山谷宓全郗班仰秋仲伊宫宁仇栾暴钭厉戎祖武符刘"
    "景詹束龙印宿白怀蒲邰从索咸籍卓蔺屠蒙池阴鬱胥能苍双闻莘党翟谭贡劳逄姬扶堵宰郦郤璩桑桂濮寿通边扈燕冀浦尚温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古慎戈"
    "廖庾终暨居衡步都耿满弘匡国寇广禄阙东殴沃利蔚越夔隆师巩厍聂晁勾敖融訾辛阚那简饶空曾毋沙乜养鞠须丰关相查后荆红游过明亢况麹由者肇粟母来揣才呼但修"
    "蹇郜禤佴洛岱坤拓操门户生占补折撖鲜银未香锁战衣种承玉智忻字矫勇奇修伏禹贝邝"
    "裘贲脱火殳仉宛帅缑亢琴南墨哈谯笪年阳伯赏楮晌纵肥虢邸昌蓬阿拜妥冶铁者撒海丹虎折者完朴太申南智片表车鱼东方方昝么元平禄线青来庾衣才旦洛扎德巴多格公官华角尼仁桑"
)
_COMPOUND = """
欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 公孙 慕容 皇甫 令狐 宇文 长孙 司空 轩辕 端木 百里 呼延 申屠
钟离 鲜于 闾丘 太史 公冶 澹台 濮阳 淳于 单于 拓跋 万俟 闻人 东郭 南门 西门 第五 公羊 赫连 梁丘 羊舌 微生 左丘
东门 谷梁 宰父 段干 漆雕 乐正 壤驷 公良 夹谷 仲孙 巫马 颛孙 亓官 司寇 子车 拓拔 纳兰 爱新
"""
#: Surnames of two characters, in both scripts.
COMPOUND = frozenset(spelling for name in _COMPOUND.split() for spelling in spellings(name))
_SHARE = {_RANK1: 4.3e-2, _RANK2: 3.2e-3, _RANK3: 4e-4, _RANK4: 4e-5}
_COMPOUND_SHARE = 1.5e-4

_GIVEN1 = (
    "英华玉明秀春兰国文红建海军平丽志金云芳林桂生小德永梅荣成凤新清学桃龙香玲东伟杰霞晓燕宇辉强波敏静娟涛磊洋勇艳超鹏斌飞刚峰"
    "佳嘉俊浩欣雪婷琳莉慧颖萍峻健翔宁宏良亮雨思子一瑞琪雅丹媛倩洁怡梦晨阳旭凯立忠义祥庆福贵全兴家正光中天世少振长广启安民"
)
_GIVEN2 = (
    "爱莲淑珍素贤仁礼智信孝廉根发财富裕山水江河湖川松柏竹菊枫森木树桐楠梓彬斐洪泽润源深渊泉溪汉淼清涵澜澄沛鸿雁鹤鸣凌霄霖雯霏雷震"
    "电晴昊昕昱晟晖曦晶晋景智曼曙月朋朝期本来东权材杨林柱栋梁桥楚榕榮欢歌正武毅民水永汝沁沐泓泰洲津浦浪淇淑渝温湘滨滢漫潇灵炎炜炳炯烁烈焕焱"
    "煜熙熠熹爽牧特献玄玥玫环珂珊珠珺琦琛琨琰琴琼瑛瑜瑶瑾璇璐璞璟瑞生甜田申男畅登白百盈盛益真睿知石硕碧磊礼祖祎祥禄福禹秋科程稳穆立章童端笑笛"
    "筠策简米粉精纯纲红绍绪经绮绿维缘缨罗美羽翠翰耀耘聪胜胤能臣自致良艺节芝芬芮花芸苏苑若苗茂茜茹荃荔荷莎莹莺菁菲萌萱葵蒙蓉蓓蓝蔚蔓蕊蕾薇藝虎虹"
    "蝶行衡裕观言训许诚诗语谊谦谷豪贝贞贤赛赫起越路轩轶辰达迅远进迪连迎逸道遥邦郁野钊钢钦钧铁铭锋锐锦镇长门闯闻阁阔陆隆雄雅青靖静韦韬韵音顺颂颖风飏"
    "馨驰骁骏骥高魁鲁鸣黎默齐龄仪任伊会伦佐作佩侠依侨信倍倬倪健傲元先克兵冠冬冰冲凡凤凯创利刚初力功加励勋勤化北千升卓博卫卿原厚友双发可史叶合吉同名"
    "向含启呈周和咏品哲唯善喜嘉园国圣坚坤城培基堂塘墨士声壮夏多大太夫奇奎好如妍妮姗姝姣娜娇娥婉婕婧嫣孟季学孺宁守宏定宜宝实宣宪家宾密富寒寿封尔尚尧"
    "屏岩岚岳峥峰崇崎嵘嵩川州工巍布帅帆师希平年幸康廷弘张弛弟强彤彦彩彪影征律微徽心必忆志忠念思恒恩恬悦惠惟愉意慈慎成战承抗拥拓振捷政效敬敏方旋日旦"
    "旭时昂昌易昭显晏晔晗普暄暖杉杏极柔柳柯格桦梨棋棣森楷榆槐樱橙欧武殿毓比毅汀江沙河治法泊波洁洛活浙浚浣淳添清渤湛滔滕满漪潮澍激灏灿炫烨焯焰照熊燃"
    "牛狄猛玺玖珉珍珏珩班理琢瑀瑄瑗璋璨瓊甫甲略疆登皎皓盼盟相眉睦矜砚碧磐礼祁祈祺禧秀秉稼穗笙筱箫粲素绣综绵缦羚羲翊翎耕聆肃胡能臻舒航舟良艳芃芊芙芷"
    "若英茗荟莉莎菊菡萃萧葆蓬蕙薪藩虔虞蜀裳詠誉谨谱豫贻赋赟赢跃践轲辅辛逊逢遐邑邵郎郡酉采重铎铖锡锴镜镭闽阅际陶隽雁雍雨霁霆霜靓鞠韶颀领题颢飞驹骅魏鲲"
    "鹃鹏鹭麒麟黛鼎鼐龑恺懿戈戎扬拯挺擎攀斯旺旻昆昀昶晁晞暘曜朗未末杭枝柄栩桔梧梵棠楹榛檀欣歆殊沂泱洵浔涌涓淋淙渊湄溥溢滟漠潞澎濂瀚灼炅烽焜煊煌熔爵牟犀玑玮玲"
    "琅琬瑚璎甯畅皋盎睛矢硒禅秦稷穹竣筑篁紫絮缇罡翀耿耿聃脉膺至艾芯苒苓茵荧莘菀葛蒂蓁蔡蔺薛虬蛟蜜袁裴觅诣诺谚贺赞赵迦逵遇邈郦醒钏钰铃铮锃锟键镕闰阡陵雯霄靑靳韫顼颉飒驿骞鳌鸢麓"
)
_GIVEN_SHARE = ((_GIVEN1, 4e-3), (_GIVEN2, 5e-4))
_GIVEN_RARE = math.log(3e-5)
_GIVEN_GRAMMAR = frozenset("的了与和及在对从为以是其论析谈这那被把将于之而或也又就都我你他它们个种类型问题关基探究")
_ONE_GIVEN, _TWO_GIVEN = math.log(0.2), math.log(0.8)


@lru_cache(maxsize=1)
def _surnames() -> dict[str, float]:
    table: dict[str, float] = {}
    for rank, share in reversed(_SHARE.items()):
        table.update(dict.fromkeys(rank, math.log(share)))
    table.update(dict.fromkeys(COMPOUND, math.log(_COMPOUND_SHARE)))
    return table


@lru_cache(maxsize=1)
def _given() -> dict[str, float]:
    table: dict[str, float] = {}
    for chars, share in reversed(_GIVEN_SHARE):
        table.update(dict.fromkeys(chars, math.log(share)))
    table.update(dict.fromkeys(_GIVEN_GRAMMAR, math.log(5e-7)))
    return table


def surname(text: str) -> str:
    """The surname ``text`` opens with, a compound one first, ``""`` for none.

    >>> surname("欧阳修"), surname("陈璐"), surname("的士")
    ('欧阳', '陈', '')
    """
    head = simplified(text[:2])
    if head in COMPOUND:
        return text[:2]
    return text[:1] if head[:1] in _surnames() else ""


def likelihood(name: str) -> float:
    """The natural logarithm of how likely this Simplified string is as a name; ``-inf`` where it is none.

    >>> likelihood("陈小荷") > likelihood("陈小的") > likelihood("荷陈小")
    True
    """
    best = -math.inf
    for head in (2, 1):
        share = _surnames().get(name[:head])
        given = name[head:]
        if share is None or len(name[:head]) != head or len(given) not in (1, 2) or "·" in given:
            continue
        length = _ONE_GIVEN if len(given) == 1 else _TWO_GIVEN
        best = max(best, share + length + sum(_given().get(c, _GIVEN_RARE) for c in given))
    return best


def part(run: str) -> tuple[str, ...]:
    """Names run together, parted by surnames; empty where the run is no chain of names or two ways are as good.

    >>> part("马创新陈小荷"), part("陈璐"), part("欧阳锋王丽"), part("图书馆学报")
    (('马创新', '陈小荷'), ('陈璐',), ('欧阳锋', '王丽'), ())
    """
    if "·" in run:
        return _part_dotted(run)
    hans = simplified(run)
    best: list[list[tuple[float, tuple[str, ...]]]] = [[] for _ in range(len(run) + 1)]
    best[0].append((0.0, ()))
    for end in range(1, len(run) + 1):
        ways = [
            (score + likelihood(hans[start:end]), (*names, run[start:end]))
            for start in range(max(0, end - 4), end - 1)
            for score, names in best[start]
        ]
        best[end] = sorted((w for w in ways if w[0] > -math.inf), reverse=True)[:2]
    found = best[-1]
    if not found or found[0][0] < len(run) * math.log(4e-5):
        return ()
    if len(found) == 2 and found[0][0] - found[1][0] < MARGIN:
        return ()
    return found[0][1]


def _part_dotted(run: str) -> tuple[str, ...]:
    """A run that ends in a dotted name: ``脱明远马·阿依莎``, where the dot follows a surname of one character."""
    head, _, tail = run.rpartition("·")
    if _DOTTED_NAME.fullmatch(run) and len(head) <= 1:
        return (run,)
    if "·" in head or surname(head[-1:]) != head[-1:] or not 1 <= len(tail) <= 4:
        return ()
    before = part(head[:-1])
    return (*before, f"{head[-1]}·{tail}") if before else ()


MARGIN = math.log(3.0)  # one way must be three times as likely as the next, or nothing is said

_HAN_NAME = regex(rf"[{HAN_OR_LOST}]{{2,4}}")
# 阿卜杜拉·买买提, 卡尔·马克思, 米哈伊尔・巴赫金
_DOTTED_NAME = regex(rf"[{HAN}]{{1,8}}(?:[·•・‧][{HAN}A-Z.]{{1,8}}){{1,3}}")


def is_han_name(text: str) -> bool:
    """Whether a string of two to four Han can be one person's name by its surname, or a dotted foreign or minority one.

    >>> is_han_name("陈璐"), is_han_name("阿卜杜拉·买买提"), is_han_name("摘要")
    (True, True, False)
    """
    if _DOTTED_NAME.fullmatch(text):
        return True
    return bool(_HAN_NAME.fullmatch(text)) and (likelihood(simplified(text)) > -math.inf or "\ufffd" in text)


def listed(run: str) -> tuple[str, ...]:
    """The names that separators part, empty where a part is no name.

    >>> listed("温国栋 欧阳穗"), listed("温国栋、欧阳穗，陈璐"), listed("本报记者 陈璐"), listed("")
    (('温国栋', '欧阳穗'), ('温国栋', '欧阳穗', '陈璐'), (), ())
    """
    words = tuple(re.split(r"[\s、，,；;]+", run))
    return words if all(map(is_han_name, words)) else ()


def halves_joined(words: Iterable[str]) -> list[str]:
    """Words parted by blanks, with the two halves of a name of two characters brought together.

    >>> halves_joined(["李", "熙", "王明", "令狐", "敏"])
    ['李熙', '王明', '令狐敏']
    """
    joined: list[str] = []
    for word in words:
        if joined and ((len(word) == 1 and len(joined[-1]) == 1) or (len(word) <= 2 and joined[-1] in COMPOUND)):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def spells(latin: str, han: str) -> bool:
    """Whether a Latin name is the pinyin of a Han name: it holds the family name, in front or behind.

    >>> spells("BAO Hailong", "包海龙"), spells("Zhenyu Ouyang", "欧阳振宇"), spells("Kadri Ilves", "山涛涛")
    (True, True, False)
    """
    family = han[:2] if han[:2] in COMPOUND else han[:1]
    words = {"".join(filter(str.isalpha, word)).lower() for word in latin.split()}
    readings = [""]
    for char in family:
        readings = [before + reading for before in readings for reading in toneless_readings(char)]
    return not words.isdisjoint(readings)
