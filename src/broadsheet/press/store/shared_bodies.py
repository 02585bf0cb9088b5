"""The half of the shared store that is in Valkey or Redis: the entries as readers get them.

Redis follows the log that PostgreSQL keeps. Each writing there has a turn, and is sent here only when the one before
it has arrived: the head kept in Redis says exactly how far it has come, whatever crashed, was restored or failed over
meanwhile. The check and the writing are one script, so nothing old can arrive late.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from broadsheet.press.entries import Entry, State
from broadsheet.press.store.base import StoreUnavailableError
from broadsheet.press.store.shared_breaker import Breaker
from broadsheet.press.store.shared_encoding import decoded
from broadsheet.press.store.shared_head import Head

PREFIX = "broadsheet:{press}:"
"""The braces keep all keys in one slot of a cluster, as scripts need."""
TIMEOUT = 0.3
"""Seconds a reader may be kept waiting for Redis."""
NAMES_AT_ONCE = 1000
BYTES_AT_ONCE = 1 << 20
PATIENCE = 0.1
"""Seconds to wait for the writing before to arrive."""

DROP = b"-"
MARKS = {State.FRESH: b"0", State.STALE: b"1", State.VOID: b"2"}

# KEYS: the head, then entries. ARGV: the head Redis must be at, the head it then is at ("" while more is to come),
# whether this may be written to a full server, then for each entry "-" (forget it), a digit (at least this state) or
# its value. Redis lets a script that has begun to write go on although memory is full: marks must get through.
SEND = """
local head = redis.call('GET', KEYS[1])
if not head or string.sub(head, 1, #ARGV[1]) ~= ARGV[1] then return head end
if ARGV[3] == '1' then redis.call('DEL', KEYS[1] .. ':room') end
for i = 2, #KEYS do
  local value = ARGV[i + 2]
  if value == '-' then
    redis.call('DEL', KEYS[i])
  elseif #value == 1 then
    local state = redis.call('GETRANGE', KEYS[i], 0, 0)
    if state ~= '' and state < value then redis.call('SETRANGE', KEYS[i], 0, value) end
  else
    redis.call('SET', KEYS[i], value)
  end
end
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2]) end
return 1
"""

BEGIN = """
local head = redis.call('GET', KEYS[1])
if head and string.sub(head, 1, 12) >= string.sub(ARGV[1], 1, 12) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1])
return 1
"""

Answer = TypeVar("Answer")


class FullError(Exception):
    """Redis has no memory left for a new entry."""


class Bodies:
    """Entries in Redis. Every method raises StoreUnavailableError where Redis does not do its part."""

    def __init__(self, url: str, prefix: str = PREFIX, timeout: float = TIMEOUT) -> None:
        self._client: Any = redis.Redis.from_url(  # its types are of answers it may give, not of those it gives
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # Once more at once for a connection the server has closed meanwhile; never after a timeout.
            retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        )
        self._prefix = prefix
        self._breaker = Breaker("Redis")
        self._send = self._client.register_script(SEND)
        self._begin = self._client.register_script(BEGIN)
        self._epoch = 0

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        self._breaker.check()
        try:
            answer = question()
        except OutOfMemoryError as error:
            raise FullError(str(error)) from error
        except (RedisConnectionError, RedisTimeoutError) as error:
            self._breaker.failed(error)
            raise StoreUnavailableError(f"Redis: {error}", is_told=True) from error
        except RedisError as error:
            raise StoreUnavailableError(f"Redis: {error}") from error
        self._breaker.worked()
        return answer

    @property
    def _head_key(self) -> str:
        return f"{self._prefix}head"

    def _key(self, epoch: int, name: str) -> str:
        return f"{self._prefix}{epoch}:{name}"

    # Reading

    def head(self) -> Head | None:
        """How far Redis has come; None where it knows nothing."""
        return Head.read(self._ask(partial(self._client.get, self._head_key)))

    def read(self, names: Sequence[str]) -> tuple[Head | None, dict[str, Entry]]:
        """The entries of these names, and the head they are at. One round trip for each thousand."""
        found: dict[str, Entry] = {}
        head: Head | None = None
        for chunk in _chunks(names, NAMES_AT_ONCE):
            head, values = self._values(chunk)
            if head is None:
                return None, {}
            entries = (decoded(value, head) for value in values if value)
            found.update((entry.name, entry) for entry in entries if entry)
        return head, found

    def _values(self, names: Sequence[str]) -> tuple[Head | None, list[bytes | None]]:
        for _ in range(2):
            epoch = self._epoch
            keys = [self._head_key, *(self._key(epoch, name) for name in names)]
            text, *values = self._ask(partial(self._client.mget, keys))
            head = Head.read(text)
            if head is None or head.epoch == epoch:
                return head, values
            self._epoch = head.epoch
        return None, []

    # Writing

    def send(self, before: Head, after: Head, writes: Mapping[str, bytes]) -> bool:
        """Bring Redis from ``before`` to ``after``; False where it is not at ``before`` and does not come there.

        ``writes`` gives for each name its value, a mark or DROP. Raises FullError where there is no room; nothing
        has then been written.
        """
        chunks = list(_weighed(writes)) or [{}]
        for number, chunk in enumerate(chunks, 1):
            target = after.text if number == len(chunks) else ""
            if not self._send_chunk(before, target, chunk):
                return False
        return True

    def _send_chunk(self, before: Head, target: str, writes: Mapping[str, bytes]) -> bool:
        keys = [self._head_key, *(self._key(before.epoch, name) for name in writes)]
        is_small = all(len(value) == 1 for value in writes.values())
        values = [before.place, target, "1" if is_small else "0", *writes.values()]
        deadline = time.monotonic() + PATIENCE
        while True:
            reply: Any = self._ask(partial(self._send, keys=keys, args=values))
            if reply == 1:
                return True
            head = Head.read(reply)
            is_coming = head is not None and head.epoch == before.epoch and head.turn < before.turn
            if not is_coming or time.monotonic() > deadline:
                return False
            time.sleep(0.001)

    def begin(self, head: Head) -> None:
        """Begin anew at ``head``, unless Redis has come to its epoch or a later one by itself."""
        self._ask(partial(self._begin, keys=[self._head_key], args=[head.text]))

    def sweep(self) -> None:
        """Remove what earlier epochs left behind."""
        head = self.head()
        if head is None:
            return
        kept = self._key(head.epoch, "").encode()
        own = self._prefix.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?").replace("[", "\\[")
        place = 0
        while True:
            place, keys = self._ask(partial(self._client.scan, place, f"{own}[0-9]*", 1000))
            old = [key for key in keys if not key.startswith(kept)]
            if old:
                self._ask(partial(self._client.unlink, *old))
            if not place:
                return

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _chunks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, max(1, len(names)), size):
        yield names[start : start + size]


def _weighed(writes: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Cut into what one script may be given: so many names and so many bytes."""
    left = iter(writes.items())
    while chunk := dict(islice(left, 1)):
        room = BYTES_AT_ONCE - sum(map(len, chunk.values()))
        while room > 0 and len(chunk) < NAMES_AT_ONCE and (following := next(left, None)):
            chunk[following[0]] = following[1]
            room -= len(following[1])
        yield chunk
