"""The wordings of walls: what pages say that show no article, as rows of data.

Every pattern is written in Simplified and matches both scripts. Taiwan and Hong Kong say many of these things in words
of their own (登入 for 登录, 档案 for 文件, 支援 for 支持), which stand beside the mainland's.
"""

from __future__ import annotations

from typing import NamedTuple

from cleaners.chinese.characters import HAN


class Wording(NamedTuple):
    """One way to say it. pattern: in Simplified. simplified, traditional: what it was made for. never: what is alike
    and an article's."""

    pattern: str
    simplified: str
    traditional: str
    never: str


class Kind(NamedTuple):
    """A kind of wall. reason: what the verdict says of it. words: of which each wording holds one, in lower case; most
    lines hold none and are not looked at more closely."""

    reason: str
    words: str
    wordings: tuple[Wording, ...]


# So many characters of the same clause may stand between two words; by hand, the longest of the examples and some more.
_PAIR, _FEW, _SOME, _MANY = (f"[^。，；！？]{{0,{most}}}" for most in (2, 4, 8, 12))
_OPENS, _ENDS = r"(?<!\w)", r"(?!\w)"  # of a clause: what is a wall's as a whole is said of other things among words

_PAGE = "(?:页面|网页)"
_THING = (
    "(?:页面|网页|页|文章|论文|文(?![件章档献])|内容|帖子|贴子|信息|讯息|资讯|新闻|稿件|链接|连结|资源|档案|文件|文档|主题"
    "|作品|栏目|条目|记录|资料|数据)"
)
_TO_VISIT = "(?:访问|请求|查看|浏览|查找|寻找|打开|开启|查询|点击|存取|造访|要求|输入|搜寻|检索|阅读|观看|找)"
# 该文章 · 此篇文章 · 指定的主题 · 您要找的网页 : which one; of 十二篇文章已被删除 a news item speaks
_WHICH = f"(?:[该此本原](?:篇|条|个|则)?|这(?:篇|条|个|则|一)|指定的?|[您你]{_SOME}[的之]{_PAIR}|{_TO_VISIT}[的之])"
_PERHAPS = "(?:可能|或许|也许|似乎|目前|暂时|现在?|当前|[并或]|因[^。，；！？]{1,8})?"
_NOT_THERE = (
    "(?:(?:已经?|早已)?不(?:存在|在了)"
    f"|(?:找不到|未找到|没有?找到|无法(?:找到|显示|访问|浏览|打开|开启|查看|检视))了?{_ENDS})"
)
_TAKEN = (
    "(?:(?:已经?|早已)(?:[被由遭][^。，；！？]{0,8}?)?|[被遭][^。，；！？]{0,8}?)"
    "(?:删除|删掉|移除|移走|移动|撤下|撤除|下架|屏蔽|封锁|隐藏|关闭|停用|丢失|下线|搬走|搬迁|搬家|更名|改名)"
)
_NO_SUCH = "(?:找不到|未找到|没有?找到|无法找到|无法显示|查不到|搜寻不到|查无)"

LOG_IN = "(?:登录|登陆|登入|签入)"
_READ = "(?:查看|阅读|浏览|访问|观看|查阅|检视|阅览|看到)"
_WHOLE = "(?:全文|完整|全部(?!评论|留言|回复|回答|期刊)|剩余|余下|其余|后续|本文|正文)"
_THEN = "(?:之后|以后|后|以便?|即可|才[能可]|方[能可]|可)"
# A login is asked for other things than reading, too: 登录后才能评论 · 作者请先登录采编系统
_NOT_ELSE = (
    "(?!(?:(?!全文|正文|内容|[。；！？]).){0,10}(?:评论|留言|回复|回应|发表|发帖|参与|讨论|收藏|点赞|投稿|审稿|采编|稿件|进度"
    "|投票|报名|提问|关注|打分|评分|反馈|签到|分享|预约|借阅|续借|办理|缴费|订单|成绩))"
)
_MEMBERS = "(?:会员|订阅者|订阅用户|订户|注册用户|登录用户|登入用户|VIP)"
_JOIN = f"(?:(?:开通|成为|加入|升级){_SOME}(?:会员|VIP|订户|订阅者?))"
# What a reader has to do before he may read on
_BUY = f"(?:付费|付款|订阅|购买|充值|支付|{_JOIN})"
_PAY = f"(?:{_BUY}|{LOG_IN}|注册|会员)"

_CHECK = "(?:验证|校验)"
PROOF = f"(?:(?:安全|智能|人机|真人|人类|滑动|滑块|图形|拼图|身份|访问|下[列方面述]的?|以下的?)+{_CHECK})"
_SCRIPT = "(?i:Java ?Script|JS(?![A-Z])|Cookies?)"
_ENABLE = "(?:启用|开启|打开|启动|允许|支持|支援|激活|执行)"
_LOADS = "(?:加载|载入|读取|下载|打开|开启|跳转|转向|转址)"

ONLY_PDF = Kind(
    "the page offers its article only as a PDF",
    "pdf",
    (
        Wording(
            "(?:[仅只](?:提供|支持|有|能(?:提供|下载|查看|阅读))|本文为)[^。，]{0,6}(?i:PDF)(?!是)",
            "您所访问的文章仅提供PDF格式全文",
            "本文僅有PDF檔",
            "仅有PDF是不够的。",
        ),
        Wording(
            f"(?i:PDF)[^。]{{0,12}}(?:(?:正在|自动){_LOADS}|{_LOADS}中)|正在{_FEW}{_LOADS}{_PAIR}(?i:PDF)",
            "PDF文件正在加载",
            "PDF檔案載入中",
            "PDF格式说明",
        ),
        Wording(
            "(?:全文|本文|本篇)(?:[为是]|以|采用)(?i:PDF)(?:格式|文件|档|版)",
            "本文全文为PDF格式",
            "全文以PDF檔提供",
            "全文以第一人称写成，另有PDF。",
        ),
    ),
)
TEASER = Kind(
    "the page shows only the beginning of its article",
    (
        "付费 付款 收费 订阅 订户 购买 充值 支付 会员 vip 登录 登陆 登入 签入 注册 已阅读 免费 未读 未看 关注 "
        "试读 试阅 试看 想看 想继续 想要 想读 想阅读 看完整 读完整"
    ),
    (
        Wording(
            f"(?:继续(?:阅读|浏览|观看)|{_READ}{_WHOLE}){_FEW}[需须请]{_FEW}{_PAY}"
            f"|(?:全文|[该此本](?:篇|则)?文章?){_FEW}[需须]{_FEW}{_BUY}",
            "继续阅读需付费",
            "閱讀全文請先登入",
            "继续阅读需要勇气。",
        ),
        Wording(
            r"已(?:免费)?阅读\s*\d+ ?[%％]|[还尚]有\d+[%％](?:的?(?:内容|文字))?未[读看]"
            rf"|剩余?\s*\d+ ?[%％字](?:的?(?:内容|文字|部分|章节))?[，,]?{_FEW}(?:{_BUY}|{LOG_IN})",
            "本文共计9216字，您已阅读1%",
            "剩餘80%內容，購買後可閱讀全文",
            "剩余80%的农户选择搬迁。",
        ),
        Wording(
            f"(?:剩余|余下|剩下|后续|其余)的?(?:部分|章节)?的?(?:内容|全文|文字|正文)[^。；！？]{{0,10}}{_PAY}"
            r"|(?:以下|此处|余下|剩余|下文)(?:\d+[%％字])?(?:的?(?:内容|部分|章节|文字|全文))?[仅均都]?[为需须]"
            f"{_FEW}(?:付费|收费|订阅|购买|会员|VIP)(?!单位|名单|代表)",
            "余下内容需订阅后阅读",
            "剩下的內容請購買後閱讀",
            "以下为会员单位。",
        ),
        Wording(
            f"{_PAY}{_PAIR}{_THEN}{_FEW}(?:(?:{_READ}|解锁|获取|看){_WHOLE}|继续(?:阅读|观看)|畅[读享])",
            "登录后阅读全文",
            "加入會員即可閱讀完整文章",
            "注册后方可执业。",
        ),
        Wording(
            f"{_PAY}(?:{_PAIR}[，,])?{_PAIR}(?:(?:{_READ}|解锁|畅读|畅享|看){_WHOLE}|继续阅读)",
            "付费解锁全文",
            "立即訂閱，閱讀全文",
            "欢迎登录本刊网站查看全文。",
        ),
        Wording(
            f"{_BUY}{_THEN}{_FEW}{_READ}{_ENDS}|关注{_SOME}后{_FEW}{_READ}{_WHOLE}",
            "全文共3210字，付费后查看",
            "訂閱後即可閱讀",
            "付费后请留言。",
        ),
        Wording(
            f"[本此该这](?:篇|则)?(?:文章|文|内容|报导|全文)?[为是系属]{_SOME}(?:付费|收费|订阅|{_MEMBERS})(?:会员)?"
            "(?:内容|文章|阅读|专[享属区]|限定|独享)",
            "该文章为会员专享内容",
            "本文為付費內容",
            "本文为会议论文，收入论文集。",
        ),
        Wording(
            "试[读阅看](?:部分|内容|章节)?(?:已经?|到此|至此)?(?:结束|完毕|为止)|以上[为是]试[读阅看]"
            f"|正在试[读阅看]{_ENDS}",
            "试读已结束",
            "免費試閱到此結束",
            "试读者能否理解下文",
        ),
        Wording(
            f"免费{_SOME}(?:次数|篇数|额度){_FEW}(?:用完|用尽|用罄|上限)|已(?:看完|读完|用完|达到?){_FEW}免费{_SOME}(?:文章|次数|篇数|额度)",
            "您的免费阅读次数已用完",
            "您已看完本月免費文章",
            "免费阅读活动开始了。",
        ),
        Wording(
            f"{_OPENS}想要?(?:继续阅读|[看读](?:完整|全文)|阅读(?:完整|全文))|{_OPENS}[看读]完整(?:文章|内容|报导)"
            f"|请{_FEW}(?:付费|订阅|购买){_FEW}(?:完整版|全文)",
            "想继续阅读？",
            "想看完整內容？請訂閱",
            "他想继续阅读，灯却灭了。",
        ),
    ),
)
GONE = Kind(
    "the page says that it does not exist",
    (
        "不存在 不在了 没有该 没有此 没有这 找不到 未找到 没找到 没有找到 无法 删除 删掉 移除 移走 移动 撤下 撤除 "
        "下架 屏蔽 封锁 封禁 封号 注销 隐藏 关闭 停用 丢失 下线 搬走 搬迁 搬家 更名 改名 走丢 迷路 飞走 飞到 消失 "
        "不见 失踪 失效 过期 有误 错误 不正确 无效 变更 查不到 寻不到 查无 无此 404 found exist"
    ),
    (
        Wording(
            f"{_PAGE}(?:地址)?{_PERHAPS}(?:{_NOT_THERE}|{_TAKEN}|(?:走丢|丢失|迷路|飞[走到]|消失|不见|失踪)了?)",
            "页面地址不存在",
            "網頁可能已經移除",
            "这些页面不存在于索引之中。",
        ),
        Wording(
            f"{_WHICH}{_THING}{_PERHAPS}(?:{_NOT_THERE}|{_TAKEN})|{_OPENS}[该此]内容[^。；]{{0,20}}{_OPENS}无法(?:查看|显示)",
            "该文章已被作者删除",
            "您要找的文章不存在",
            "某网站的十二篇文章已被删除。",
        ),
        Wording(
            rf"(?:{_OPENS}|(?<=或)){_THING}{_PERHAPS}(?:{_NOT_THERE}|{_TAKEN})(?:{_ENDS}|(?=或))",
            "文章不存在",
            "連結錯誤或文章已刪除",
            "两种资料之间不存在差异。",
        ),
        Wording(
            f"(?:{_OPENS}|{_WHICH})(?:链接|连结|新闻|{_PAGE})(?:地址)?{_PERHAPS}(?:已经?)?(?:失效|过期){_ENDS}",
            "链接地址已过期",
            "你所開啟的連結已失效",
            "相关链接已失效。",
        ),
        Wording(
            f"(?:{_WHICH}|页面)(?:网址|地址|路径|URL)[^。，；！？]{{0,6}}(?:有误|错误|不正确|不存在|无效|失效|变更)",
            "您输入的网址有误",
            "您所輸入的網址不正確",
            "参考文献里的网址有误。",
        ),
        Wording(
            f"{_NO_SUCH}(?:[您你该此这本指]{_SOME})?[要所]?{_TO_VISIT}?的?{_PAGE}|无法(?:浏览|查看|显示|打开)[此该本这](?:个|篇)?{_THING}",
            "找不到您要访问的页面",
            "無法找到網頁",
            "他翻到了页面，却找不到那句话。",
        ),
        Wording(
            f"(?:{_NO_SUCH}[您你]{_SOME}|(?:{_NO_SUCH}|没有)[该此这](?:篇|个|条|则)?){_THING}|找不到[要所]?{_TO_VISIT}?的?(?:文件|档案)"
            f"|{_OPENS}{_NO_SUCH}(?:资料|文章|此文|站点|网站|服务器|伺服器)|{_OPENS}无此(?:文章|资料|{_PAGE})"
            f"|{_OPENS}{_NO_SUCH}(?:相应|相关|对应|符合条件)的?{_THING}{_ENDS}",
            "没有找到您要查看的文章",
            "查無此篇文章",
            "文献中没有找到这一物种的记录。",
        ),
        Wording(
            "[该此](?:[账帐]号|公众号)已?被(?:屏蔽|封禁|封号|停用|注销)",
            "此帐号已被屏蔽",
            "該帳號已被停用",
            "该公众号已开设三年。",
        ),
        Wording(
            f"(?i:404 ?(?:错误|error)(?:页面?|提示)?(?![{HAN}])|错误(?:代[码号])?[:： ]?404"
            "|(?:404|Page) Not Found"
            "|page[^.。]{0,40}(?:(?:cannot|can't|could not) be found|does(?: not|n't) exist|no longer exists))",
            "404错误",
            "錯誤代碼：404",
            "第404页",
        ),
    ),
)
REFUSED = Kind(
    "the page refuses this reader",
    "权限 无权 没权 没有权 ip 订购 购买 订阅 开通 校园 校内 馆内 授权 禁止 拒绝 被拒 拦截 403",
    (
        Wording(
            f"[您你]{_SOME}(?:(?:没有?|无|不具备?|未获得?){_FEW}权限|无权|没有?权){_PAIR}(?:进行当前操作|{_READ})"
            f"|[您你]{_SOME}没有?{_READ}{_FEW}权限|{_OPENS}(?:没有|无)权限?{_ENDS}|权限不足{_ENDS}",
            "您所在的用户组没有权限查看该文章",
            "您沒有閱讀權限",
            "他没有权限查看财务。",
        ),
        Wording(
            f"IP(?:地址|位址)?{_SOME}(?:不在|未){_SOME}(?:授权|许可|允许|范围)"
            f"|(?:[您你贵]|所在){_FEW}(?:单位|机构|学校|图书馆)(?:没有|尚未|未)(?:订购|购买|订阅|开通)",
            "您的IP地址不在授权范围内",
            "您的IP位址不在授權範圍內",
            "IP是知识产权的缩写。",
        ),
        Wording(
            f"[仅只限][限供于在]?{_FEW}(?:校园网|[校馆]内(?:IP|网)|授权(?:用户|机构|单位)){_SOME}(?:{_READ}|使用)"
            f"|(?:[本此该](?:论?文|内容|资源|数据库|资料库|页)|全文){_FEW}[仅只限]{_FEW}(?:校[内园]|馆内)",
            "仅限校园网内访问",
            "本論文僅限校內網路瀏覽",
            "本书仅限馆内阅览，不外借。",
        ),
        Wording(
            f"{_OPENS}(?:禁止|拒绝)(?:访问|存取){_ENDS}|存取被拒|[您你]的(?:请求|访问){_MANY}拦截|403 Forbidden",
            "禁止访问",
            "拒絕存取",
            "禁止访问者携带宠物。",
        ),
    ),
)
LOGIN = Kind(
    "the page asks for a login",
    "登录 登陆 登入 签入 会员 订阅 订户 注册用户 vip",
    (
        Wording(
            f"请[您你]?(?:先|首先)(?:注册[或/、])?{LOG_IN}{_NOT_ELSE}",
            "请先登录后再查看",
            "請先登入會員",
            "作者投稿请先登录采编系统。",
        ),
        Wording(
            f"{_OPENS}请[您你]?(?:重新)?(?:注册[或/、])?{LOG_IN}(?:[后以并再]|[您你]的|会员|系统|[账帐][号户])(?!网站){_NOT_ELSE}"
            f"|{_OPENS}请[您你]?重新{LOG_IN}{_ENDS}|{LOG_IN}(?:已|状态)?(?:超时|逾时|过期|失效){_ENDS}",
            "请登录您的会员账号",
            "登入逾時，請重新登入",
            "详情请登录学会网站查询。",
        ),
        Wording(
            f"{LOG_IN}{_THEN}(?:(?:才[能可]?|方[能可]?|[即就]?可)以?)?(?:继续)?"
            f"{_READ}(?=[此该本这全完更剩正文内详隐原页资余下网章]|\\W|\\Z){_NOT_ELSE}"
            f"|会员{LOG_IN}后{_NOT_ELSE}|{LOG_IN}后?可[见看]{_ENDS}"
            f"|{LOG_IN}{_READ}(?:更多|全部|完整|全文|内容){_NOT_ELSE}",
            "登录后方可浏览",
            "會員登入後可看",
            "登录平台后查看本周作业。",
        ),
        Wording(
            f"(?:(?:需要?|须|必须){LOG_IN}|[您你](?:还|尚|仍)?(?:没有|未|没){LOG_IN}){_NOT_ELSE}"
            f"|{_OPENS}(?:用户|使用者)?(?:尚未|还未|没有|还没有|当前未){LOG_IN}(?:会员)?{_ENDS}",
            "您还没有登录",
            "您尚未登入",
            "管理员还没有登录权限。",
        ),
        Wording(
            f"[仅只限][限供对向]?{_FEW}{_MEMBERS}[^。，；！？]{{0,2}}{_READ}"
            f"|(?:内容|文章|[本此该]文|全文|栏目|{_PAGE})[^。，；！？]{{0,6}}[仅只限]{_FEW}{_MEMBERS}{_FEW}(?:开放|可[见看读])",
            "该内容仅限会员阅读",
            "本頁內容僅供會員瀏覽",
            "讲座仅限会员参加。",
        ),
        Wording(
            f"{_OPENS}(?:付费|VIP)?(?:会员|VIP)(?:专[享属]|限定|独享)(?:内容|文章)?{_ENDS}|{_OPENS}[仅只]?限会员{_ENDS}",
            "会员专享内容",
            "付費會員專屬",
            "会员专享九折优惠。",
        ),
        Wording(
            f"{_JOIN}{_THEN}{_FEW}{_READ}{_NOT_ELSE}",
            "成为会员后才能查看",
            "加入會員才能閱讀",
            "成为会员后可享受九折优惠。",
        ),
    ),
)
CAPTCHA = Kind(
    "the page asks for proof of a human reader",
    (
        "验证 校验 认证码 滑块 机器人 方框 方块 环境异常 安全检 输入 图中 拼图 真人 人类 自动 频繁 过快 太快 过高 "
        "过多 超限 超过 超出 超上 异常 不寻常 可疑 正在 moment browser cloudflare human unusual captcha"
    ),
    (
        Wording(
            f"(?<![时须会应者])请[您你]?(?:先|务必)?(?:在{_SOME})?"
            "(?:输入|填写|键入|完成|通过|进行|拖动|拖曳|滑动|按住|点[击选按]|勾选)"
            f"(?!{_SOME}(?:实验|试验|现场|数据)){_SOME}(?:验证码|校验码|认证码|{_CHECK}(?![了过])|滑块|机器人|方框|方块)",
            "请在下方输入验证码",
            "請完成安全驗證",
            "请通过实验验证上述结论。",
        ),
        Wording(
            f"(?:完成|通过|进行){PROOF}|(?:完成|通过){_CHECK}后?{_FEW}(?:继续(?:访问|浏览|阅读|操作|使用|{_ENDS})|访问|浏览)",
            "完成验证后即可继续访问",
            "需要進行人機驗證",
            "模型通过验证后继续训练。",
        ),
        Wording(
            rf"\A\W*(?:(?:安全|人机(?:身份)?|真人|滑动|智能){_CHECK}|环境异常)中?\W*\Z|[当目]前环境异常|{_OPENS}(?:正在(?:进行)?安全检[查测]|安全检[查测]中)",
            "安全验证",
            "人機驗證中…",
            "安全验证试验在三号机组进行。",
        ),
        Wording(
            f"输入(?:[您你]{_SOME}看到的|(?:[左右][侧边]|[上下][方面]|下?图[片中]?的?){{1,2}}中?的?)(?:字符|字元|文字|数字|字母)"
            f"|点[击选]{_PAIR}图中的?(?:文字|汉字|图标|物体)|点[击选](?:此处|按钮){_FEW}{_CHECK}{_ENDS}|点[击选]?开始{_CHECK}"
            f"|(?:拖[动曳]|按住|滑动){_FEW}(?:滑块|完成(?:{_CHECK}|拼图))",
            "请输入右侧字符",
            "拖曳滑塊完成拼圖",
            "请输入一个数字，程序输出它的平方。",
        ),
        Wording(
            f"(?:确认|证明|验证|核实|判断|检查){_FEW}[您你]{_FEW}[是非](?:一?[个位名])?(?:真人|机器人|人类|自动)|我不是机器人",
            "验证您是真人",
            "確認您不是機器人",
            "他证明你是对的。",
        ),
        Wording(
            "(?:访问|操作|请求|浏览|查询|存取|造访|刷新|连线)(?:(?:次数|频率|速度)(?:过高|过多|超[过出]?(?:上限|限制|限))"
            f"|(?:次数|频率|速度)?得?(?:过于频繁|过快|太快|太过?频繁))了?{_ENDS}",
            "您的访问过于频繁",
            "瀏覽次數過於頻繁",
            "操作过于频繁会损坏阀门。",
        ),
        Wording(
            f"(?:检测|侦测|监测|发现)[^。；！？]{{0,16}}(?:异常|不寻常|可疑|频繁)的?{_FEW}(?:流量|访问|请求|存取|连线|浏览)"
            f"|[您你]的?{_PAIR}(?:IP|行为|操作|访问|请求)[^。，；！？]{{0,6}}异常",
            "系统检测到您的网络存在异常访问",
            "系統偵測到異常流量",
            "系统监测发现异常行为三起。",
        ),
        Wording(
            f"正在(?:检查|检测|验证|确认){_FEW}[您你]{_SOME}(?:浏览器|连接|连线|网络|网路|访问|真人|人类|安全)",
            "正在检查您的浏览器",
            "正在驗證您的連線",
            "正在检查您的视力，请稍候。",
        ),
        Wording(
            "(?i:Just a moment|Checking your browser|Cloudflare Ray|verify (?:that )?you are (?:a )?human"
            r"|unusual traffic from your|please[^.。]{0,20}captcha|\A\W*captcha\W*\Z)",
            "Just a moment...",
            "Captcha",
            "A program that solves captchas",
        ),
    ),
)
BROWSER = Kind(
    "the page needs a browser",
    "script cookie js 脚本",
    (
        Wording(
            f"(?:[请您你须需先必未]|没有|本站|网站){_MANY}{_ENABLE}{_SOME}{_SCRIPT}"
            f"(?!控制台|主控台|语言|程序|程式|课|教|编程|代码|框架|库){_NOT_ELSE}",
            "请启用JavaScript后浏览本页",
            "請開啟瀏覽器的 JavaScript 功能",
            "学生学会了启用JavaScript。",
        ),
        Wording(
            f"{_SCRIPT}[^。，；！？]{{0,6}}(?:禁用|停用|封锁|[未没](?:有|被)?{_ENABLE})|[请将把]{_MANY}{_SCRIPT}{_FEW}{_ENABLE}{_ENDS}",
            "JavaScript未启用",
            "JavaScript 已被停用",
            "JavaScript未来的发展",
        ),
        Wording(
            f"(?:本页|本站|{_PAGE}|网站)使用{_SCRIPT}[，,]请|(?:需要?|须|依赖){_FEW}{_SCRIPT}{_PAIR}(?:支持|支援|运行|运作|才[能可])",
            "本网站需要JavaScript支持",
            "本網站需要 JavaScript 才能正常運作",
            "网页课需要JavaScript基础。",
        ),
        Wording(
            f"浏览器[^。，；！？]{{0,6}}(?:不支持|不支援|禁用|停用|关闭|[未没]有?(?:启用|开启)){_FEW}(?:{_SCRIPT}|脚本)",
            "检测到您的浏览器已禁用JavaScript",
            "您的瀏覽器不支援 JavaScript",
            "浏览器不支持的格式需要转换。",
        ),
        Wording(
            "(?i:enable javascript(?! to view the comments)|requires? javascript"
            "|javascript (?:is )?(?:disabled|required))",
            "Please enable JavaScript",
            "JavaScript is disabled",
            "Please enable JavaScript to view the comments powered by Disqus.",
        ),
    ),
)
KINDS = (ONLY_PDF, TEASER, GONE, REFUSED, LOGIN, CAPTCHA, BROWSER)
