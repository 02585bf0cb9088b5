"""Debian's nginx with deploy/nginx.conf, as it is but for paths and ports."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from tests.command.proxied import WebServer, make_certificate, started, substituted
from tests.command.running import environment
from tests.house_rules.tree import ROOT

SITE = ROOT / "deploy" / "nginx.conf"
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx_before(server: WebServer) -> Iterator[WebServer]:
    """nginx before the server's paper, until the end of the block; its files lie beside the paper's folder."""
    folder = server.folder.parent
    make_certificate(folder)
    site = substituted(
        SITE.read_text(),
        {
            "listen 80;": f"listen 127.0.0.1:{server.port};",
            "listen [::]:80;": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{server.tls_port} ssl http2;",
            "listen [::]:443 ssl http2;": "",
            "/etc/letsencrypt/live/gazette.example/fullchain.pem": f"{folder}/own.crt",
            "/etc/letsencrypt/live/gazette.example/privkey.pem": f"{folder}/own.key",
            "/var/cache/nginx/gazette": f"{folder}/cache",
            "/srv/papers/gazette": str(server.folder),
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{server.paper.port};",
        },
    )
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert program, "nginx is missing: run tools/install_system.sh"
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with started(command, server, folder / "nginx.log", environment()):
        yield server
