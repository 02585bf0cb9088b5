# Varnish (6 or later, with varnish-modules for xkey) in front of the paper, or of the nginx that holds its certificate.
# In broadsheet.toml: [cdn] kind = "varnish", urls = ["http://127.0.0.1:6081"]. docs/guide/proxies.md says more.
vcl 4.1;

import std;
import xkey;

backend paper {
    .host = "127.0.0.1";
    .port = "8000";
    # How Varnish knows that the paper is down, and may show what is no longer fresh.
    .probe = {
        .request = "HEAD / HTTP/1.1" "Host: gazette.example" "X-Forwarded-Proto: https" "Connection: close";
        .interval = 1s;
        .timeout = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may purge: the machines the paper runs on. From anywhere else, readers could.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGEKEYS" || req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403));
        }
        if (req.method == "PURGE") {
            return (purge);
        }
        if (req.http.xkey-purge) {
            set req.http.n-gone = xkey.purge(req.http.xkey-purge);
        } else {
            set req.http.n-gone = xkey.softpurge(req.http.xkey-softpurge);
        }
        return (synth(200, "Purged " + req.http.n-gone));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # The newsroom, and whoever is logged in to it.
    if (req.url ~ "^/desk/" || req.http.Cookie ~ "(^|;\s*)sessionid=" || req.http.Authorization) {
        return (pass);
    }
    unset req.http.Cookie;
    # Not fresh: while the paper is well for ten seconds more, as [cdn] stale_while_revalidate has it, and otherwise for
    # as long as stale_if_error has it.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 10s;
    }
    return (hash);
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    # What the paper tells its CDN. Anything else is held for as long as Cache-Control says, and not shown for longer.
    if (beresp.http.Surrogate-Control ~ "max-age=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*\bmax-age=(\d+).*$", "\1s"), 1s);
        set beresp.grace = std.duration(
            regsub(beresp.http.Surrogate-Control, "^.*\bstale-if-error=(\d+).*$", "\1s"), 0s);
    } else {
        set beresp.grace = 0s;
        if (!beresp.http.Cache-Control) {
            set beresp.uncacheable = true;
        }
    }
    # A paper that fails does not push out what is kept of it.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Control;
    unset resp.http.xkey;
}
