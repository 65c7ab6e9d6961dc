"""Every setting of the crawl with its reason; polite by default.

Names that begin with FAZHI_ are ours: `scrapy crawl qingtian -s FAZHI_DATA=/tmp/data` sets one, the environment
variable of the same name gives the default of FAZHI_CONTACT, FAZHI_DATA, FAZHI_PORTALS, FAZHI_RUN and FAZHI_LONGEST.
"""

from __future__ import annotations

import os

from crawler import agent

# Who we are -------------------------------------------------------------------------------------------------------

BOT_NAME = "fazhi-archive"
FAZHI_CONTACT = os.environ.get("FAZHI_CONTACT", "")     # page or address where a webmaster reaches the operator
USER_AGENT = agent(FAZHI_CONTACT)
# Some portals refuse an agent without "Mozilla"; the name and the contact still tell who asks.
ROBOTSTXT_USER_AGENT = BOT_NAME                         # the name that a robots.txt would use for us
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                           "Accept-Language": "zh-CN,zh;q=0.9"}

# Where things are -------------------------------------------------------------------------------------------------

FAZHI_DATA = os.environ.get("FAZHI_DATA", "data")       # folder of the archive
FAZHI_PORTALS = os.environ.get("FAZHI_PORTALS", "")     # folder of portal files; empty = the one in this package
FAZHI_RUN = os.environ.get("FAZHI_RUN")                 # number of an open row in the table runs; None = make one
FAZHI_ALL = False                                       # True: every known page again, due or not
FAZHI_DUE = False                                       # True: portals that another crawl has just done are left out
FAZHI_LONGEST = os.environ.get("FAZHI_LONGEST") or 20000    # seconds of one run; the next one goes on from there
SPIDER_LOADER_CLASS = "crawler.registry.PortalLoader"   # a portal is a YAML file, not a Python module
SPIDER_MODULES = ["crawler.spiders"]

# Politeness -------------------------------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 2.0                    # seconds between two requests to a host; a portal file's `delay` replaces it
DOWNLOAD_DELAY_JITTER = 0               # Scrapy's jitter also shortens the delay; ours (next line) only lengthens it
FAZHI_JITTER = 0.25                     # up to a quarter longer
CONCURRENT_REQUESTS_PER_DOMAIN = 1      # county portals are small machines
CONCURRENT_REQUESTS = 4                # per portal: one on the wire for each host, the others wait for the disk
AUTOTHROTTLE_ENABLED = False            # the delay is a promise, not a goal
FAZHI_MAX_PAUSE = 300.0                 # seconds; a longer Retry-After ends the portal's run, the next one keeps to it
FAZHI_BACKOFF = 30.0                    # seconds of pause after 429 or 503 without Retry-After; doubles with each try
FAZHI_PAGE_CAP = 5000                   # requests to one portal in one run
FAZHI_LIST_PAGES = 300                  # pages of one column in one run
FAZHI_FULL_DAYS = 7                     # read all pages of a list at least this often, though nothing seems new
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"      # first come, first asked: lists keep their order

# Time and size ----------------------------------------------------------------------------------------------------

DOWNLOAD_TIMEOUT = 30.0                 # seconds for one answer; waiting for the host's turn does not count
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024     # bytes, compressed and decompressed: a gzip bomb ends here, not in memory
RETRY_ENABLED = False                   # ours honours Retry-After, Scrapy's asks again at once
RETRY_TIMES = 2                         # further tries after a passing fault
REDIRECT_MAX_TIMES = 5                  # a circle ends before the breaker calls the portal bad
METAREFRESH_ENABLED = False             # ours also reads script shells, and only tiny pages
COOKIES_ENABLED = True                  # cookie walls redirect to the same address until the cookie comes back
HTTPERROR_ALLOW_ALL = True              # every answer reaches the spider, which knows what a 404 means
URLLENGTH_LIMIT = 4000

# The wire ---------------------------------------------------------------------------------------------------------

DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.PoliteHandler",
    "https": "crawler.handler.PoliteHandler",
    "file": None, "ftp": None, "s3": None, "data": None,    # nothing but the web is ever fetched
}
HTTPPROXY_ENABLED = False               # behind a proxy the address guard would check the proxy, not the portal
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# The frontier table knows what was fetched. Scrapy's filter would silently drop a redirect to the same address, which
# is how cookie walls work.

# Speed: the two hot spots of Scrapy ---------------------------------------------------------------------------------

DOWNLOADER_STATS = False                # nobody reads them: the tables captures and runs tell more
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
SPIDER_MIDDLEWARES = {                  # together they take a tenth of the time of every page
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,       # nobody asks for is_start_request
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,     # HTTPERROR_ALLOW_ALL
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,         # our requests bring their own Referer
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,     # the guard refuses long addresses and says so
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,             # FAZHI_LIST_PAGES and FAZHI_PAGE_CAP end calendars
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # warns of a mistake that no spider of ours makes
}
WARN_ON_GENERATOR_RETURN_VALUE = False  # Scrapy would inspect the callback's source for every answer
CONCURRENT_ITEMS = 1                    # Scrapy starts this many tasks for every response, and we yield no items
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,           # nothing behind a login is fetched
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,     # this and the next two: our handler
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "crawler.middlewares.chain.Chain": 500,                         # ours, in its own order
}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": None,          # nobody reads them either
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}

# Closed doors and quiet logs ----------------------------------------------------------------------------------------

TELNETCONSOLE_ENABLED = False           # a console on a port is a way in
REMOTE_CONTROL_ENABLED = False          # on by default since Scrapy 2.19: a server that runs Python for whoever asks
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
