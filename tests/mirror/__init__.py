"""A hijacked journal mirror on localhost: three domains that serve the same articles, each damaged in its own way.

    from tests.mirror import default_mirrors, serve

    with serve(default_mirrors(seed=0)) as hosts:            # any free ports; serve(…, PORTS) for 8731, 8732, 8733
        host = hosts[0]
        host.url                                             # "http://127.0.0.1:40123", no slash at the end
        mirror = host.content                                # a Mirror: what is served, changed between two runs

Starting points: ``/`` and ``/list/N.html`` (6 a page, paging), ``/robots.txt`` (names the sitemap; disallows /search
/app /tag/), ``/sitemap.xml`` (canonical article URLs with lastmod). Articles: ``/page/YYYY/MMDD/ID.shtml``, its mobile
twin ``/news/YYYY/MMDD/ID.html`` (linked by rel=alternate, and back by rel=canonical). The same path is the same article
on every mirror. Mirrors a and b send UTF-8, c raw GBK whose declared charset is sometimes false. ETag and Last-Modified
are sent, conditional requests give 304. ``Mirror(style=AGGREGATOR)`` is the undamaged Simplified site they copied.

What is true (``url`` may be a path or a full URL)
    mirror.ids, mirror.paths          article ids and canonical paths it serves now, newest first
    mirror.path(id, "mobile")         an article's path
    mirror.truth(url)                 the Truth, None where there is no article
    mirror.expected(url)              a cleaners.Article of what this page shows; what it does not print is empty
    mirror.facts(url)                 Facts: .kind (the verdict), .damage ("none" "annotated" "sheared" "gbk"), .truth,
                                      .form, .table, .forms (of junk on it), .junk (strings that must not survive)
Between two runs (everything not named stays byte for byte)
    mirror.change(id)                 one more paragraph, another ETag and Last-Modified; returns the new Truth
    mirror.remove(id, soft=False)     404, or 200 with 页面不存在; lists and sitemap drop it
    mirror.add(truth)                 make the mirror with ``Mirror(load_all()[:-1], style)`` and add the last later
    mirror.take_over(id="")           doorway spam at this article's URLs, or at every URL (sitemap: no article left)
    mirror.crawl_delay = 2            Crawl-delay in robots.txt
What a host does wrong
    host.fail(429, retry_after=3, times=2, prefix="/page")    status instead of an answer; times=-1: for ever
    host.recover()                    well again
    host.latency = 0.1                seconds each answer is held back; inf: until it is set to something else
    host.drips = True                 bodies come a byte at a time, the last one when it is False
    host.late = "/page"               only these paths are held back, or drip
    host.die_after(20)                20 answers, the next is cut off midway, then the port is closed; host.revive()
What was asked
    host.log, host.requests(prefix)   Hit(time=monotonic seconds, method, path, status, sent=body bytes, agent);
                                      requests() leaves robots.txt and the sitemap out
    host.owed, host.abandoned         the paths whose answers are not whole yet, and those whose askers went away before

``serve`` raises PortTaken (str: one line, what to do) and always stops by itself. ``Synthetic(20_000)`` in place of a
Mirror serves that many cheap distinct clean pages. ``random_page(seed)`` is one page with a random combination of junk.
On the command line: ``python -m tests.mirror [--ports A,B,C] [--seed N] [--synthetic N]``; a line a mirror when ready.
"""

from tests.mirror.pages import Facts, Resource, random_page
from tests.mirror.server import Content, Hit, Host, PortTaken, serve
from tests.mirror.site import AGGREGATOR, STYLES, Mirror, Style, default_mirrors
from tests.mirror.synthetic import Synthetic
from tests.mirror.truth import Truth, load_all

PORTS = (8731, 8732, 8733)

__all__ = [
    "AGGREGATOR",
    "PORTS",
    "STYLES",
    "Content",
    "Facts",
    "Hit",
    "Host",
    "Mirror",
    "PortTaken",
    "Resource",
    "Style",
    "Synthetic",
    "Truth",
    "default_mirrors",
    "load_all",
    "random_page",
    "serve",
]
