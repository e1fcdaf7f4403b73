"""What differs from Scrapy's defaults, each with its reason. Every value can be changed with ``-s NAME=VALUE``."""

from outputs.outside.defects import tell_defects
from outputs.outside.log import log_harmlessly

BOT_NAME = "jingkan"
SPIDER_MODULES = ["spiders.sites"]
COMMANDS_MODULE = "spiders.commands"
# How the commands are called, and where a new site's module goes. `jingkan` has its own of both: see console.py.
PROGRAM = "scrapy"
SITES_FOLDER = "spiders/sites"

# Who asks. A site's owner must be able to reach whoever runs this: put your own address here.
CONTACT = "https://example.org/jingkan-contact"
USER_AGENT = f"jingkan/0.1 (+{CONTACT})"

# Both let anyone who reaches their port run code in this process, and Scrapy has them on.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Politeness: the site's rules, its delays, and a pace that follows how fast it answers.
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.crawl.politeness.Robots": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "spiders.crawl.politeness.Redirect": 600,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "spiders.crawl.limits.answers.Decompression": 590,
}
# Seconds between two pages that are kept when a robots.txt asks for them (Crawl-delay). By hand: with ten minutes a run
# of six hours gets some thirty pages of a host. Of a host that asks for more a run takes one page, where that long has
# passed since the last, and leaves the rest.
CRAWL_DELAY_MOST = 600.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_DELAY = 0.5
CONCURRENT_REQUESTS_PER_DOMAIN = 8
# Many hosts at once is what makes a night worth while; each of them is asked slowly.
CONCURRENT_REQUESTS = 64
# A page gives one item; Scrapy starts as many tasks for each page as this says, a third of all the time at its 100.
CONCURRENT_ITEMS = 1
# Scrapy's own connects to whatever a page, a redirect or a DNS answer names, this machine too; and waits for every
# answer, so that a signal would not be obeyed before the slowest host has answered. Nothing but pages is asked for.
DOWNLOAD_HANDLERS: dict[str, str | None] = dict.fromkeys(("http", "https"), "spiders.crawl.scrapy_private.GuardedHttp")
DOWNLOAD_HANDLERS |= dict.fromkeys(("file", "data", "ftp", "s3"))
# A session would make two visits to a page differ.
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# What an answer may cost: who serves it may be a criminal. What runs over is given up or cut, counted, and told of in
# the summary; spiders/crawl/limits/ applies them, SECURITY.md says what is tried. None is one of Scrapy's settings but
# the first two.
#
# Bytes of a body, as it comes and after every decoding. By hand: no page at hand has 2 MB, and several at a
# time must fit into the memory.
DOWNLOAD_MAXSIZE = 16 << 20
# Bytes of all bodies that are received or not archived yet, beyond which those of more than 1 MB wait for the oldest of
# them. By hand: four of the largest, in a process that has 300 MB. None of them fails for it: while it waits, its
# seconds stand still.
LIMIT_BODIES_BYTES = 64 << 20
# Seconds for an answer in all: connection, head and body. By hand.
DOWNLOAD_TIMEOUT = 60
# Seconds until the head of an answer is whole, interim answers (1xx) with it. By hand: half of the time for all.
LIMIT_HEAD_SECONDS = 30.0
# Bytes and lines of a head, interim answers with it. By hand: servers take 8 to 64 kB of a request, and send less.
LIMIT_HEAD_BYTES = 64 << 10
LIMIT_HEAD_LINES = 256
# Bytes of a body in chunks that are none of its content. By hand: 16 MB in chunks of 1 kB have 115 kB of them; each
# chunk costs 30 µs, whatever it holds.
LIMIT_FRAMING_BYTES = 256 << 10
# Encodings around each other (Content-Encoding: gzip, br). By hand: a proxy may add one to a server's own.
LIMIT_ENCODINGS = 2
#
# robots.txt: bytes that are read (RFC 9309 asks for 500 KiB at least), steps that the rules for us may cost (each rule
# one for each robot that it is for and each wildcard in it), and sitemaps that are taken. Measured on the worst made
# for it (November 2026): 10 000 steps take half a second to read and 13 ms for each URL. Sitemaps by hand: each is a
# page that is asked for.
LIMIT_ROBOTS_BYTES = 512 << 10
LIMIT_ROBOTS_RULES = 10_000
LIMIT_ROBOTS_SITEMAPS = 100
# Sitemaps: bytes unpacked and entries of one (sitemaps.org: 50 MB and 50 000, for an index too), sitemaps that name
# sitemaps under each other (sitemaps.org: one; by hand, for some sites have an index of indexes), and sitemaps that
# those of a host may name in a run (by hand: 50 000 000 pages).
LIMIT_SITEMAP_BYTES = 50 << 20
LIMIT_SITEMAP_ENTRIES = 50_000
LIMIT_SITEMAP_DEPTH = 3
LIMIT_SITEMAPS = 1000

# The frontier in the state file remembers what was asked and asks again; Scrapy's retries and its filter do not survive
# a restart. An answer of any status is archived and judged, so none is filtered.
SCHEDULER = "spiders.crawl.frontier.Frontier"
RETRY_ENABLED = False
# They look at the requests that a spider yields, and ours yields answers: each costs its share of every page.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
ITEM_PIPELINES = {"spiders.crawl.pipelines.ArchivePipeline": 100}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "spiders.crawl.politeness.Throttle": 0,
    "spiders.runs.supervisor.Supervisor": 0,
}

# What a host may queue: whoever serves it can make addresses without end. What is left out is counted, told of in the
# summary, and comes in when a later visit to its page finds room; what a person lists (`urls=`, `start`) is never left
# out. None is a setting of Scrapy's.
#
# Bytes of a page in which links are looked for, which is done in the event loop: 16 MB of nothing but tags took 2 s and
# 1.2 GB there (November 2026). The largest page at hand has 2 MB.
LIMIT_LINK_BYTES = 2 << 20
# Links of one page that are looked at. By hand: the most on 376 real pages is 1 361 (November 2026), and ten thousand
# take half a second of the event loop.
LIMIT_PAGE_LINKS = 10_000
# Characters of an address: what the browser with the shortest limit took.
LIMIT_URL_LENGTH = 2083
# Parts of a path, and times that one of them which is no number may stand in it. By hand: the most in the links of
# those pages are 10 and 2, both at the Internet Archive, which puts one address into another.
LIMIT_PATH_SEGMENTS = 16
LIMIT_SEGMENT_REPEATS = 3
# URLs of a host that wait and were never had. By hand: at DOWNLOAD_DELAY a run of six hours asks for 43 200 pages, so
# that this many articles are two nights' work, and the largest archives of one journal come in whole. Lists have room
# of their own, and those of one path where only numbers and the query differ a part of it: a twentieth of a run. Each
# new article that lists bring makes room for one more of them.
LIMIT_WAITING_ARTICLES = 100_000
LIMIT_WAITING_LISTS = 10_000
LIMIT_WAITING_ALIKE = 2_000
# Lists in a row, each had for the first time, that may bring no new article before no more are let in in this run; of a
# host, and of one such path, where they bring no list of another path either. By hand: a calendar may go without for a
# hundred days, and an overview of journals lead on to a thousand of them.
LIMIT_BARREN_LISTS = 1_000
LIMIT_BARREN_ALIKE = 100
# Hosts that links may add to a site in a run: a domain may answer to any name before it. By hand.
LIMIT_NEW_HOSTS = 1_000

# A host that fails so many times in a row is left alone for so many seconds, doubled each time, and after so many
# times given up for this run.
BREAKER_FAILURES = 5
BREAKER_WAIT = 30.0
BREAKER_OPENINGS = 3
# How long a run waits for a host that asked for a pause; what asks for more is left to the next run.
RUN_PATIENCE = 300.0
# Seconds after which a run stops asking; what it has fetched is cleaned, and what it has not is left to the next run.
# A timer's run must be over before the next begins, and by hand six hours are a night. 0 is no limit, which is what
# `scrapy crawl` has where it is not given another.
RUN_SECONDS = 6 * 3600.0
# Pages each site may ask for in a run, 0 for all that are due.
PAGES_PER_RUN = 0
# Whether articles are looked at again before their time (`scrapy run --now`).
ALL_DUE = False
# The part of all hosts this machine takes, as 3/16.
SHARD = ""

# Where everything goes, and how much. Bytes, seconds.
DATA = "data"
CLEANING_WORKERS = 0  # 0: one for each core
SHARD_BYTES = 64 << 20
SHARD_SECONDS = 300.0
ARCHIVE_BYTES = 1 << 30
DISK_RESERVE = 500 << 20
DISK_BUDGET = 0
# The mode of every file under DATA that is written from now on, in octal digits; folders get the same with a way in.
# 600: what was crawled, and from where, is for the user who runs us alone, also under cron. 640 lets the group read.
DATA_MODE = "600"
# Archives older than so many days are reduced to the responses that records are made from; 0 keeps all of everything.
ARCHIVE_KEEP_DAYS = 90

# Who is told when a run does not end with exit 0: any address that takes JSON, and a Feishu bot's. Whoever knows such
# an address can write to it: JINGKAN_ALERT_WEBHOOK and JINGKAN_ALERT_FEISHU of the environment, or DATA/secrets.toml,
# are where they belong.
ALERT_WEBHOOK = ""
ALERT_FEISHU = ""

# One line for every request is for debugging; the log is kept in files that rotate, see `scrapy run`.
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 600.0
LOG_FOLDER_BYTES = 10 << 20
LOG_FOLDER_FILES = 10

# Addresses, headers and errors in the log, Scrapy's own messages too, hold what a page or a server says. This module is
# the first that any command loads.
log_harmlessly()
tell_defects()
