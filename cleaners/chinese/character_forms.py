"""The forms of a character: its Traditional ones, and which characters only one of the two scripts has.

Two tables say it, for they are asked different things. ``traditional_forms`` serves patterns and stands written below,
so that nothing is converted and no converter is loaded when patterns are made: the 6763 characters of GB2312, as far as
they have forms of their own. It holds what opencc's s2t, s2tw and s2hk make of a character, alone and in the words of
jieba's dictionary (发 is 發 alone and 髮 in 头发), what t2s, tw2s and hk2s bring back to it, and what it gives besides
on the pages seen (関, 陜). That covers the kit's forms and the variants that stand on pages beside them: 録 註 繫 佈 啓
羣 裏 衞 綫. ``tests/chinese/test_scripts.py`` makes all of it anew and holds the table against it.

``only_in_script`` serves as evidence of a page's script, where the rare characters tell as well as the frequent ones:
it is opencc's own word on all Han of GBK, and is asked for only where a page has shown Traditional.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from cleaners.chinese.characters import GBK_HAN

#: Simplified characters some of which stand in any paragraph, and hardly one in a writer's Traditional. By hand.
FREQUENT = (
    "们个这来对时国学会经发现实长开关门问间见说话请让认识题数体点为与进过还种从机业动务"
    "东车书电号总传处义应当于将无样变际产权环区县乡划确议论证调据响价标准极构历术网络联"
)
#: Forms that stand in Traditional alone, though 后 and 系 stand there, too (皇后, 系統).
_FREQUENT_BESIDE = "後係"


class OneScript(NamedTuple):
    """Characters of Simplified text only, of Traditional text only, and of these the usual form."""

    simplified: frozenset[str]
    traditional: frozenset[str]
    usual: frozenset[str]


@cache
def traditional_forms() -> dict[str, str]:
    """For each Simplified character its Traditional forms, those left out that are the same.

    >>> traditional_forms()["发"], traditional_forms()["里"], traditional_forms().get("人")
    ('發髮', '哩裏裡', None)
    """
    return {group[0]: group[1:] for group in _FORMS.split()}


@cache
def frequent_traditional() -> frozenset[str]:
    """Characters some of which stand in any paragraph of Traditional, and in none of Simplified.

    >>> [char in frequent_traditional() for char in "們後们后"]
    [True, True, False, False]
    """
    return frozenset("".join(map(traditional_forms().__getitem__, FREQUENT)) + _FREQUENT_BESIDE)


@cache
def only_in_script() -> OneScript:
    """The Han of GBK that opencc says are of one script alone."""
    simple = gbk_converted("t2s")
    usual = set(gbk_converted("s2tw").values())
    traditional = {char for char, target in simple.items() if target != char and len(target) == 1}
    simplified = {target for char, target in simple.items() if target != char}
    return OneScript(
        frozenset(char for char in simplified if not _common_in_big5(char)),
        frozenset(traditional | {"著"}),
        frozenset(traditional & usual | {"著"}),
    )


def gbk_converted(name: str) -> dict[str, str]:
    """Each Han of GBK with what opencc's converter of that name makes of it.

    >>> gbk_converted("t2s")["發"], gbk_converted("s2tw")["里"]
    ('发', '裡')
    """
    han = list(map(chr, GBK_HAN))
    return dict(zip(han, converter(name).convert("\n".join(han)).split("\n"), strict=True))


def _common_in_big5(char: str) -> bool:
    """Whether Big5 has it on its first level: then it is common in Traditional text (后 里 于 系 干 面 台)."""
    try:
        return char.encode("big5") < b"\xc9\x40"
    except UnicodeEncodeError:
        return False


@cache
def converter(name: str) -> Any:
    """opencc's converter of that name, loaded when first asked for: that takes longer than to clean a page."""
    import opencc

    return opencc.OpenCC(name)


# A character and behind it its forms, in the order of GB2312, which is that of their readings for the first half.
_FORMS = """
挨捱 皑皚 蔼藹 碍礙 爱愛 暗闇 肮骯 袄襖 奥奧 坝垻壩 罢罷 摆擺襬 败敗 颁頒 板闆 办辦 绊絆 帮幫 绑綁 镑鎊 谤謗 剥剝 饱飽
宝寶 报報 鲍鮑 杯盃 辈輩 背揹 贝貝 钡鋇 狈狽 备備 惫憊 绷綳繃 笔筆 毕畢 毙斃 币幣 痹痺 闭閉 辟闢 边邊 编編 贬貶 变變
辩辯 辫辮 标標 表錶 鳖鱉 别別彆 瘪癟 濒瀕 滨濱 宾賓 摈擯 饼餅 并並併幷 拨撥 钵缽鉢 铂鉑 驳駁 卜蔔 补補 布佈 才纔 财財
采埰寀採 彩綵 参參蔘 蚕蠶 残殘 惭慚 惨慘 灿燦 苍蒼 舱艙 仓倉 沧滄 厕厠廁 侧側 册冊 测測 层層 查査 诧詫 搀攙 掺摻 蝉蟬
馋饞 谗讒 缠纏 铲剷鏟 产產産 阐闡 颤顫 场場 尝嘗嚐 长長 偿償 肠腸 厂廠 畅暢 钞鈔 车車 彻徹 尘塵 陈陳 衬襯 撑撐 称稱 惩懲
澄澂 诚誠 骋騁 吃喫 痴癡 迟遲 驰馳 耻恥 齿齒 炽熾 冲沖衝 虫蟲 宠寵 畴疇 踌躊 筹籌 绸綢 丑醜 出齣 橱櫥 厨廚 锄鋤 雏雛
础礎 储儲 触觸 处處 传傳 疮瘡 床牀 闯闖 创創 锤錘鎚 唇脣 纯純 绰綽 辞辭 词詞 赐賜 聪聰 葱蔥 囱囪 从從 丛叢 凑湊 蹿躥
窜竄 错錯 达達 呆獃 带帶 贷貸 担擔 单單 郸鄲 掸撣 胆膽 惮憚 诞誕 弹彈 当噹當 挡擋 党黨 荡盪蕩 档檔 捣搗擣 岛島 祷禱 导導
盗盜 灯燈 邓鄧 敌敵 涤滌 抵牴 递遞 缔締 颠顛 点點 垫墊 电電 淀澱 雕彫琱鵰 吊弔 钓釣 调調 谍諜 叠疊 钉釘 顶頂 锭錠 订訂
丢丟 东東 冬鼕 动動 栋棟 冻凍 斗鬥 犊犢 独獨 读讀 赌賭 镀鍍 锻鍛 断斷 缎緞 兑兌 队隊 对對 吨噸 顿頓 钝鈍 夺奪 堕墮 鹅鵝
额額 讹訛 恶噁惡 饿餓 儿兒 尔爾 饵餌 贰貳 发發髮 罚罰 阀閥 珐琺 矾礬 钒釩 烦煩 范範 贩販 饭飯 泛氾汎 仿彷 访訪 纺紡 飞飛
诽誹 废廢 费費 纷紛 坟墳 奋奮 愤憤 粪糞 丰豐 枫楓 峰峯 锋鋒 风風 疯瘋 冯馮 缝縫 讽諷 凤鳳 佛彿 夫伕 肤膚 辐輻 抚撫 辅輔
赋賦 复復複覆 负負 讣訃 妇婦 缚縛 该該 钙鈣 盖蓋 干乾幹榦 杆桿 赶趕 秆稈 赣贛 冈岡 刚剛 钢鋼 纲綱 岗崗 杠槓 镐鎬 搁擱
鸽鴿 阁閣 铬鉻 个個箇 给給 龚龔 宫宮 巩鞏 贡貢 钩鈎鉤 沟溝 构構 购購 够夠 蛊蠱 谷穀 顾顧 雇僱 刮颳 剐剮 挂掛 拐枴柺
关関關 观觀 馆舘館 惯慣 贯貫 广廣 规規 归歸 龟龜 闺閨 轨軌 诡詭 柜櫃 贵貴 刽劊 辊輥 滚滾 锅鍋 国國 过過 骇駭 韩韓 捍扞
汉漢 号號 核覈 合閤 阂閡 鹤鶴 贺賀 横橫 恒恆 轰轟 哄鬨 鸿鴻 红紅 后後 壶壺 胡衚鬍 糊餬 护護 沪滬 户戶 哗嘩譁 华華 画畫畵
划劃 话話 怀懷 坏壞 欢歡 环環 还還 缓緩 换換 唤喚 痪瘓 焕煥 涣渙 黄黃 谎謊 挥揮 辉輝 回迴 毁毀燬譭 贿賄 秽穢 会會 烩燴
汇匯彙滙 讳諱 诲誨 绘繪 荤葷 浑渾 伙夥 获獲穫 货貨 祸禍 击擊 机機 积積 饥飢饑 迹跡蹟 讥譏 鸡雞鷄 绩績 缉緝 极極 辑輯
即卽 级級 挤擠 几幾 蓟薊 剂劑 济濟 计計 记記 既旣 际際 继繼 纪紀 夹夾袷 家傢 荚莢 颊頰 贾賈 钾鉀 价價 驾駕 歼殲 监監
坚堅 笺箋 间間 艰艱 奸姦 缄緘 茧繭 检檢 碱鹼 拣揀 捡撿 简簡 俭儉 减減 荐薦 槛檻 鉴鑑鑒 践踐 贱賤 见見 键鍵 舰艦 剑劍
饯餞 渐漸 溅濺 涧澗 僵殭 姜薑 将將 浆漿 蒋蔣 桨槳 奖奬獎 讲講 酱醬 胶膠 浇澆 骄驕 娇嬌 搅攪 铰鉸 矫矯 侥僥 脚腳 饺餃
缴繳 绞絞 教敎 轿轎 较較 阶階 节節 杰傑 洁潔 结結 借藉 诫誡 届屆 紧緊 锦錦 仅僅 谨謹 进進 晋晉 烬燼 尽儘盡 劲勁 荆荊
茎莖 鲸鯨 惊驚 经經 颈頸 静靜 镜鏡 径徑逕 痉痙 竞競 净凈淨 纠糾 厩廄 旧舊 驹駒 局侷 矩榘 举舉 据據 巨鉅 具俱 锯鋸 惧懼
剧劇 鹃鵑 卷捲 绢絹 觉覺 决決 诀訣 绝絕絶 钧鈞 军軍 俊儁 浚濬 骏駿 开開 凯凱 颗顆 壳殻殼 克剋 课課 垦墾 恳懇 抠摳 扣釦
库庫 裤褲 夸誇 块塊 侩儈 宽寬 矿礦 旷曠 况況 亏虧 岿巋 窥窺 馈饋 溃潰 昆崑 捆綑 困睏 扩擴 阔闊 蜡蠟 腊臘 莱萊 来來 赖賴
蓝藍 栏欄 拦攔 篮籃 阑闌 兰蘭 澜瀾 谰讕 揽攬 览覽 懒懶 缆纜 烂爛 滥濫 捞撈 劳勞 涝澇 乐樂 镭鐳 累纍 垒壘 类類 泪淚 棱稜
厘釐 篱籬 狸貍 离離 漓灕 里哩裏裡 鲤鯉 礼禮 栗慄 丽麗 厉厲 励勵 砾礫 历厤曆歷 沥瀝 隶隸 俩倆 联聯 莲蓮 连連 镰鎌鐮 怜憐
涟漣 帘簾 敛斂 脸臉 链鍊鏈 恋戀 炼煉鍊 练練 粮糧 凉涼 梁樑 两兩 辆輛 谅諒 疗療 辽遼 了瞭 镣鐐 猎獵 临臨 邻鄰 鳞鱗 凛凜
赁賃 龄齡 铃鈴 凌淩 灵靈 岭嶺 领領 馏餾 刘劉 龙龍 聋聾 咙嚨 笼籠 垄壟 拢攏 陇隴 楼樓 娄婁 搂摟 篓簍 芦蘆 卢盧 颅顱 庐廬
炉爐 掳擄 卤滷鹵 虏虜 鲁魯 赂賂 禄祿 录彔錄録 陆陸 驴驢 吕呂 铝鋁 侣侶 屡屢 缕縷 虑慮 滤濾 绿綠緑 峦巒 挛攣 孪孿 滦灤
乱亂 抡掄 轮輪 伦倫 仑侖崙 沦淪 纶綸 论論 萝蘿 罗羅 逻邏 锣鑼 箩籮 骡騾 骆駱 络絡 妈媽 玛瑪 码碼 蚂螞 马馬 骂罵駡 吗嗎
买買 麦麥 卖賣 迈邁 脉脈 瞒瞞 馒饅 蛮蠻 满滿 谩謾 猫貓 锚錨 铆鉚 贸貿 么麼麽 霉黴 没沒 镁鎂 门門 闷悶 们們 蒙懞濛矇 锰錳
梦夢 谜謎 弥彌瀰 秘祕 觅覓 幂冪 绵綿 缅緬 面麪麫麵 庙廟 蔑衊 灭滅 悯憫 闽閩 鸣鳴 铭銘 谬謬 谋謀 亩畝 拿拏 呐吶 钠鈉 纳納
难難 挠撓 脑腦 恼惱 闹鬧 馁餒 内內 拟擬 腻膩 撵攆 念唸 娘孃 酿釀 鸟鳥 聂聶 啮嚙齧 镊鑷 镍鎳 柠檸 狞獰 宁寧甯 拧擰 泞濘
钮鈕 纽紐 脓膿 浓濃 农農 疟瘧 诺諾 欧歐 鸥鷗 殴毆 呕嘔 沤漚 盘盤 庞龐 抛拋 赔賠 喷噴 鹏鵬 骗騙 飘飄 拼拚 频頻 贫貧 苹蘋
凭憑 评評 泼潑 颇頗 扑撲 铺舖鋪 仆僕 朴樸 谱譜 栖棲 戚慼鏚 凄悽淒 棋棊 脐臍 齐齊 旗旂 骑騎 岂豈 启啓啟 气氣 弃棄 讫訖
牵牽 钎釺 铅鉛 千韆 迁遷 签簽籤 谦謙 钱錢 钳鉗 潜潛 浅淺 谴譴 堑塹 枪槍鎗 呛嗆 墙墻牆 蔷薔 强強 抢搶 锹鍬 桥橋 乔喬 侨僑
翘翹 窍竅 窃竊 钦欽 亲親 寝寢 轻輕 氢氫 倾傾 顷頃 请請 庆慶 琼瓊 穷窮 秋鞦 趋趨 区區 曲麯麴 躯軀 驱驅 龋齲 颧顴 权權
劝勸 却卻 鹊鵲 确確 群羣 让讓 饶饒 扰擾 绕繞遶 热熱 韧韌 认認 纫紉 荣榮 绒絨 软軟 锐銳鋭 闰閏 润潤 洒灑 萨薩 鳃鰓 赛賽
叁叄 伞傘 丧喪 骚騷 扫掃 涩澀 杀殺 刹剎 纱紗 筛篩 晒曬 删刪 闪閃 陕陝陜 赡贍 扇搧 缮繕 伤傷 赏賞 烧燒 绍紹 赊賒 舍捨
摄攝
慑懾 设設 绅紳 沈瀋 审審 婶嬸 肾腎 渗滲 声聲 升昇陞 绳繩 胜勝 圣聖 师師 狮獅 湿溼濕 诗詩 尸屍 虱蝨 时時 蚀蝕 实實 识識
驶駛 势勢 适適 释釋 饰飾 视視 试試 寿壽 兽獸 枢樞 输輸 书書 赎贖 属屬 术朮術 树樹 竖竪豎 数數 帅帥 双雙 谁誰 税稅 顺順
说說説 硕碩 烁爍 私俬 丝絲 饲飼 松鬆 耸聳 怂慫 颂頌 讼訟 诵誦 搜蒐 擞擻 苏囌甦蘇 溯泝遡 诉訴 肃肅 酸痠 虽雖 随隨 绥綏
岁嵗歲 孙孫 损損 笋筍 蓑簑 缩縮 琐瑣 锁鎖 獭獺 挞撻 苔薹 抬擡 台枱檯臺颱 态態 摊攤 贪貪 瘫癱 滩灘 坛墰壇壜罈罎 谭譚 谈談
叹嘆歎 汤湯 糖醣 烫燙 涛濤 绦絛縧 讨討 腾騰 誊謄 锑銻 题題 体體 屉屜 条條 贴貼 铁鐵 厅廳 听聽 烃烴 同衕 铜銅 统統 头頭
秃禿 图圖 涂塗 团團糰 颓頹頽 蜕蛻 托託 脱脫 鸵鴕 驮馱 驼駝 椭橢 洼窪 袜襪 弯彎 湾灣 玩翫 顽頑 挽輓 万萬 网網 韦韋 违違
围圍 为為爲 潍濰 维維 苇葦 伟偉 伪偽僞 纬緯 喂餵 谓謂 卫衛衞 温溫 闻聞 纹紋 稳穩 问問 瓮甕 挝撾 蜗蝸 涡渦 窝窩 卧臥 呜嗚
钨鎢 乌烏 污汙 诬誣 无無 芜蕪 吴吳 坞塢 雾霧 务務 误誤 锡錫 牺犧 溪谿 袭襲 席蓆 习習 铣銑 系係繫 戏戲 细細 虾蝦 辖轄
峡峽 侠俠 狭狹 厦廈 吓嚇 锨鍁 鲜鮮 纤縴纖 咸鹹 贤賢 衔銜 闲閑閒 弦絃 显顯 险險 现現 献獻 县縣 馅餡 羡羨 宪憲 线綫線 厢廂
镶鑲 乡鄉 详詳 响響 项項 向嚮曏 象像 萧蕭 嚣囂 销銷 晓曉 啸嘯 蝎蠍 协協 挟挾 携攜 胁脅 谐諧 写寫 泄洩 泻瀉 谢謝 锌鋅
衅釁 兴興 幸倖 凶兇 汹洶 修脩 锈銹鏽 绣綉繡 虚虛 嘘噓 须須鬚 许許 叙敍敘 恤卹 绪緒 续續 轩軒 悬懸 旋鏇 选選 癣癬 绚絢
学學 勋勛勳 熏燻薰 询詢 寻尋 驯馴 训訓 讯訊 逊遜 压壓 鸦鴉 鸭鴨 哑啞 亚亞 讶訝 咽嚥 阉閹 烟煙菸 盐鹽 严嚴 岩巖 颜顏顔
阎閻 艳艷豔 厌厭 砚硯 彦彥 焰燄 谚諺 验驗 鸯鴦 杨楊 扬揚 疡瘍 阳陽 痒癢 养養 样樣 瑶瑤 摇搖 尧堯 遥遙 窑窯 谣謠謡 药葯藥
爷爺 页頁 业業 叶葉 医醫 铱銥 颐頤 遗遺 仪儀 蚁蟻 艺藝 亿億 忆憶 义義 诣詣 议議 谊誼 译譯 异異 绎繹 荫廕蔭 阴陰 银銀
饮飲 隐隱 樱櫻 婴嬰 鹰鷹 应應 缨纓 莹瑩 萤螢 营營 荧熒 蝇蠅 赢贏 颖穎 哟喲 拥擁 佣傭 痈癰 踊踴 咏詠 涌湧 优優 忧憂 邮郵
铀鈾 犹猶 游遊 诱誘 于於 舆輿 余餘 逾踰 鱼魚 渔漁 娱娛 与與 屿嶼 语語 郁鬱 吁籲 御禦 愈癒 欲慾 狱獄 誉譽 预預 驭馭 鸳鴛
渊淵 辕轅 园園 员員 圆圓 缘緣 远遠 愿願 约約 跃躍 钥鈅鑰 岳嶽 粤粵 悦悅 阅閱閲 云雲 郧鄖 匀勻 陨隕 运運 蕴藴蘊 酝醖醞
晕暈 韵韻 杂雜 灾災 载載 攒攢 暂暫 赞讚贊 赃贓贜 脏臟髒 凿鑿 枣棗 噪譟 皂皁 灶竈 责責 择擇 则則 泽澤 贼賊 赠贈 扎紮
札劄箚 轧軋 铡鍘 闸閘 栅柵 诈詐 斋齋 债債 毡氈 沾霑 盏盞 斩斬 辗輾 崭嶄 栈棧 占佔 战戰 绽綻 张張 涨漲 帐帳 账賬 胀脹
赵趙 折摺 蛰蟄 辙轍 锗鍺 这這 真眞 贞貞 针針鍼 侦偵 诊診 镇鎭鎮 阵陣 挣掙 睁睜 征徵 狰猙 争爭 帧幀 症癥 郑鄭 证証證 织織
职職 执執 只衹隻 纸紙 志誌 挚摯 掷擲 致緻 帜幟 制製 质質 滞滯 钟鈡鍾鐘 终終 种種 肿腫 众眾衆 周週 诌謅 轴軸 皱皺 昼晝
骤驟 朱硃 猪豬 诸諸 诛誅 烛燭 瞩矚 嘱囑 贮貯 铸鑄 筑築 注註 驻駐 专專 砖磚 转轉 赚賺 桩樁 庄莊 装裝 妆妝粧 壮壯 状狀
锥錐 赘贅 坠墜 缀綴 谆諄 准準 着著 浊濁 兹茲 咨諮 资資 渍漬 踪蹤 综綜 总總 纵縱 邹鄒 诅詛 组組 钻鉆鑽 坐座 亘亙 睾睪
芈羋 啬嗇 厍厙 厣厴 厮廝 靥靨 赝贋贗 匦匭 匮匱 赜賾 刭剄 刿劌 剀剴 伛傴 伥倀 伧傖 伫佇 侪儕 侬儂 俦儔 俨儼 俪儷 俣俁
偾僨 偬傯 偻僂 傥儻 傧儐 傩儺 佥僉 籴糴 黉黌 冁囅 凫鳧鳬 兖兗 衮袞 亵褻 脔臠 禀稟 冢塚 讠訁 讦訐 讧訌 讪訕 讴謳 讵詎
讷訥 诂詁 诃訶 诋詆 诏詔 诎詘 诒詒 诓誆 诔誄 诖詿 诘詰 诙詼 诜詵 诟詬 诠詮 诤諍 诨諢 诩詡 诮誚 诰誥 诳誑 诶誒 诹諏 诼諑
诿諉 谀諛 谂諗 谄諂 谇誶 谌諶 谏諫 谑謔 谒謁 谔諤 谕諭 谖諼 谙諳 谛諦 谘諮 谝諞 谟謨 谠讜 谡謖 谥諡謚 谧謐 谪謫 谫謭譾
谮譖 谯譙 谲譎 谳讞 谵譫 谶讖 卺巹 陉陘 陧隉 邝鄺 邬鄔 邺鄴 郏郟 郐鄶 郓鄆 郦酈 刍芻 奂奐 劢勱 巯巰 垩堊 圹壙 坜壢 垅壠
垆壚 垭埡 垲塏 垴堖 埘塒 埚堝 埙塤壎 芗薌 芸蕓 苈藶 苋莧 苌萇 苁蓯 苎苧 茏蘢 茑蔦 茔塋 茕煢 荛蕘 荜蓽 荞蕎 荟薈 荠薺
荦犖 荥滎 荨蕁 荩藎 荬蕒 荪蓀 荭葒 荮葤 莳蒔 莴萵 莅蒞 莶薟 莸蕕 莺鶯 莼蒓蓴 菸煙 萦縈 蒇蕆 蒉蕢 蒌蔞 蓦驀 蓠蘺 蓥鎣
蓣蕷 蔹蘞 蔺藺 蕲蘄 薮藪 藓蘚 蘖櫱 奁奩 尴尷 扪捫 抟摶 挢撟 掴摑 掼摜 揿撳 摅攄 撄攖 撷擷 撸擼 撺攛 弑弒 叽嘰 呒嘸 呓囈
呖嚦 呗唄 呙咼 吣唚 咛嚀 咝噝 哒噠 哓嘵 哔嗶 哕噦 哙噲 哜嚌 咤吒 哝噥 唛嘜 唠嘮 唢嗩 啧嘖 啭囀 喽嘍 喾嚳 嗫囁 嗳噯 辔轡
嘤嚶 噜嚕 囵圇 帏幃 帱幬 帻幘 帼幗 岖嶇 岘峴 岚嵐 岽崬 峄嶧 峤嶠 峥崢 崂嶗 崃崍 嵘嶸 嵝嶁 巅巔 徕徠 犷獷 犸獁 狯獪 狲猻
猃獫 猡玀 猕獼 猬蝟 飧飱 饣飠 饧餳 饨飩 饩餼 饪飪 饫飫 饬飭 饴飴 饷餉 饽餑 馀餘 馄餛 馇餷 馊餿 馍饃 馐饈 馑饉 馓饊 馔饌
馕饢 庑廡 庵菴 赓賡 廪廩 忏懺 怃憮 怄慪 忾愾 怅悵 怆愴 怿懌 恸慟 恹懨 恻惻 恺愷 恽惲 悭慳 惬愜 愠慍 愦憒 懔懍 闩閂 闫閆
闱闈 闳閎 闵閔 闶閌 闼闥 闾閭 阃閫 阄鬮 阆閬 阈閾 阊閶 阋鬩 阌閿 阍閽 阏閼 阒闃 阕闋 阖闔 阗闐 阙闕 阚闞 沣灃 沩溈潙
泷瀧 泸瀘 泺濼 泾涇 浃浹 浈湞 浍澮 浏瀏 浒滸 浔潯 涞淶 涠潿 渎瀆 渑澠 渖瀋 渌淥 溆漵 滟灧灩 滠灄 滢瀅 滗潷 潆瀠 潇瀟
潋瀲 潴瀦 濑瀨 灏灝 骞騫 迩邇 迳逕 逦邐 屦屨 弪弳 妩嫵 妪嫗 妫媯嬀 姗姍 娅婭 娆嬈 娈孌 姹奼 娲媧 娴嫺嫻 婵嬋 媪媼 嫒嬡
嫔嬪 嫱嬙 嬷嬤 驵駔 驷駟 驸駙 驺騶 驿驛 驽駑 骀駘 骁驍 骅驊 骈駢 骊驪 骐騏 骒騍 骓騅 骖驂 骘騭 骛騖 骜驁 骝騮 骟騸 骠驃
骢驄 骣驏 骥驥 骧驤 纟糹 纡紆 纣紂 纥紇 纨紈 纩纊 纭紜 纰紕 纾紓 绀紺 绁紲 绂紱 绉縐 绋紼 绌絀 绐紿 绔絝 绗絎 绛絳 绠綆
绡綃 绨綈 绫綾 绮綺 绯緋 绱緔鞝 绲緄 缍綞 绶綬 绺綹 绻綣 绾綰 缁緇 缂緙 缃緗 缇緹 缈緲 缋繢 缌緦 缏緶 缑緱 缒縋 缗緡
缙縉 缜縝 缛縟 缟縞 缡縭 缢縊 缣縑 缤繽 缥縹 缦縵 缧縲 缪繆 缫繅 缬纈 缭繚 缯繒 缰繮韁 缱繾 缲繰 缳繯 缵纘 幺么 玑璣
玮瑋 珑瓏 顼頊 玺璽 珲琿 琏璉 瑷璦 璎瓔 璇璿 瓒瓚 韪韙 韫韞 韬韜 杩榪 枥櫪 枧梘 枨棖 枞樅 枭梟 栉櫛 栊櫳 栌櫨 栀梔 栎櫟
柽檉 桠椏 桡橈 桢楨 桤榿 桦樺 桧檜 栾欒 棂欞 椟櫝 椠槧 椤欏 椁槨 榄欖 榇櫬 榈櫚 榉櫸欅 槟檳 槠櫧 樯檣 橥櫫 橹櫓 橼櫞
檐簷 檩檁 檗蘗 殁歿 殇殤 殒殞 殓殮 殚殫 殡殯 轫軔 轭軛 轱軲 轲軻 轳轤 轵軹 轶軼 轸軫 轷軤 轹轢 轺軺 轼軾 轾輊 辁輇 辂輅
辄輒 辇輦 辋輞 辍輟 辎輜 辏輳 辘轆 辚轔 戋戔 戗戧 戬戩 瓯甌 昙曇 昵暱 晔曄 晖暉 暧曖 贲賁 贳貰 贶貺 贻貽 贽贄 赀貲 赅賅
赆贐 赈賑 赉賚 赇賕 赍賫齎 赕賧 赙賻 觇覘 觊覬 觋覡 觌覿 觎覦 觏覯 觐覲 觑覷 牦氂犛 挲挱 毵毿 氇氌 氩氬 氲氳 牍牘 肴餚
胧朧 胨腖 胪臚 胄冑 胫脛 脍膾 脶腡 腌醃 腼靦 腽膃 腭顎齶 膑臏 膻羶 欤歟 飑颮 飒颯 飓颶 飕颼 飙飆 飚飈 毂轂 齑齏 斓斕
炀煬 炜煒 炖燉 炝熗 烨燁 焖燜 焘燾 祢禰 祯禎 禅禪 怼懟 悫愨慤 懑懣 戆戇 泶澩 矶磯 砀碭 砗硨 斫斲 砜碸 砺礪 砻礱 硖硤
硗磽 碛磧 碜磣 龛龕 眍瞘 眦眥 睐睞 睑瞼 罴羆 羁羈 钅釒 钆釓 钇釔 钋釙 钊釗 钌釕 钍釷 钏釧 钐釤 钔鍆 钗釵 钕釹 钚鈈 钛鈦
钜鉅 钣鈑 钤鈐 钫鈁鍅 钪鈧 钭鈄 钬鈥 钯鈀 钰鈺 钲鉦 钴鈷 钶鈳 钷鉕 钸鈽 钹鈸 钺鉞 钼鉬 钽鉭 钿鈿 铄鑠 铈鈰 铉鉉 铊鉈
铋鉍 铌鈮 铍鈹 铎鐸 铐銬 铑銠 铒鉺 铕銪 铖鋮 铗鋏 铙鐃 铘鋣 铛鐺 铞銱 铟銦 铠鎧 铢銖 铤鋌 铥銩 铧鏵 铨銓 铪鉿 铩鎩 铫銚
铮錚 铯銫 铳銃 铴鐋 铵銨 铷銣 铹鐒 铼錸 铽鋱 铿鏗 锃鋥 锂鋰 锆鋯 锇鋨 锉銼 锊鋝 锍鋶 锎鐦 锏鐧 锒鋃 锓鋟 锔鋦 锕錒 锖錆
锘鍩 锛錛 锝鍀 锞錁 锟錕 锢錮 锪鍃 锫鉳錇 锩錈 锬錟 锱錙 锲鍥 锴鍇 锶鍶 锷鍔 锸鍤 锼鎪 锾鍰 锿鎄 镂鏤 锵鏘 镄鐨 镅鎇
镆鏌 镉鎘 镌鎸鐫 镎錼鎿 镏鎦 镒鎰 镓鎵 镔鑌 镖鏢 镗鏜 镘鏝 镙鏍 镛鏞 镞鏃 镟鏇 镝鏑 镡鐔 镢鐝钁 镤鏷 镥鑥 镦鐓 镧鑭 镨鐠
镩鑹 镪鏹 镫鐙 镬鑊 镯鐲 镱鐿 镲鑔 镳鑣 锺鍾 稆穭 穑穡 鸠鳩 鸢鳶 鸨鴇 鸩鴆 鸪鴣 鸫鶇 鸬鸕 鸲鴝 鸱鴟 鸶鷥 鸸鴯 鸷鷙 鸹鴰
鸺鵂 鸾鸞 鹁鵓 鹂鸝 鹄鵠 鹆鵒 鹇鷳鷴 鹈鵜 鹉鵡 鹋鶓 鹌鵪 鹎鵯 鹑鶉 鹕鶘 鹗鶚 鹚鶿鷀 鹛鶥 鹜鶩 鹞鷂 鹣鶼 鹦鸚 鹧鷓 鹨鷚
鹩鷯 鹪鷦 鹫鷲 鹬鷸 鹱鸌 鹭鷺 鹳鸛 疖癤 疠癘 疬癧 疴痾 疱皰 痖瘂 痨癆 痫癇 瘅癉 瘗瘞 瘘瘺瘻 瘿癭 瘾癮 癞癩 癫癲 窦竇
窭窶 裆襠 裢褳 裣襝 裥襇襉 褛褸 褴襤 皲皸 耢耮 耧耬 聍聹 聩聵 顸頇 颀頎 颃頏 颉頡 颌頜 颍潁 颏頦 颔頷 颚顎 颛顓 颞顳
颟顢 颡顙 颢顥 颥顬 颦顰 虬虯 虮蟣 虿蠆 蚬蜆 蚝蠔 蛎蠣 蛏蟶 蛱蛺 蛲蟯 蛳螄 蛴蠐 蝈蟈 蝾蠑 蝼螻 螨蟎 罂罌 笃篤 笕筧 笾籩
筚篳 筝箏 箦簀 箧篋 箨籜 箪簞 箫簫 篑簣 簖籪 籁籟 舣艤 舻艫 袅嫋裊 羟羥 籼秈 粝糲 粜糶 粽糉糭 糁糝 糇餱 糍餈 絷縶 麸麩
趱趲 酽釅 酾釃 鹾鹺 趸躉 跄蹌 跖蹠 跞躒 跷蹺 跸蹕 跹躚 跻躋 踬躓 踯躑 蹑躡 蹒蹣 蹰躕 躏躪 躜躦 觞觴 觯觶 靓靚 雳靂 霁霽
霭靄 龀齔 龃齟 龅齙 龆齠 龇齜 龈齦 龉齬 龊齪 龌齷 黾黽 鼋黿 鼍鼉 隽雋 雠讎 銮鑾 錾鏨 鱿魷 鲂魴 鲅鮁 鲆鮃 鲇鮎鯰 鲈鱸
稣穌 鲋鮒 鲎鱟 鲐鮐 鲑鮭 鲒鮚 鲔鮪 鲕鮞 鲚鱭 鲛鮫 鲞鮝鯗 鲟鱘 鲠鯁 鲡鱺 鲢鰱 鲣鰹 鲥鰣 鲦鰷 鲧鯀 鲨鯊 鲩鯇 鲫鯽 鲭鯖
鲮鯪 鲰鯫 鲱鯡 鲲鯤 鲳鯧 鲴鯝 鲵鯢 鲶鯰 鲷鯛 鲺鯴 鲻鯔 鲼鱝 鲽鰈 鳄鰐鱷 鳅鰍 鳆鰒 鳇鰉 鳊鯿 鳋鰠 鳌鰲 鳍鰭 鳎鰨 鳏鰥
鳐鰩 鳓鰳 鳔鰾 鳕鱈 鳗鰻 鳘鰵 鳙鱅 鳜鱖 鳝鱔 鳟鱒 鳢鱧 鞑韃 鞒鞽 鞯韉 鞲韝 鹘鶻 髅髏 髋髖 髌髕 魇魘 魉魎 飨饗 餍饜 鬓鬢
麽麼 黩黷 黪黲 鼹鼴
"""
