//! The steps of an inbox, in the language of the server.
//!
//! A stream has the keys of events that are due, and its consumer group those that are taken. An entry is deleted when
//! its event is no longer due: handled, given back, dead. Everything else about an event is in one hash, in fields that
//! begin with its key: `:b` body, `:p` time of the put, `:a` attempts, `:e` entry in the stream, `:l` number of the take,
//! `:o` order, `:s` number of the put, `:r` reason of its death.

/// What all scripts begin with.
///
/// Redis counts how long an entry has been idle, and a claim names the least such time, which is the same for all
/// entries: `IDLE`. So a lease begins with an idle time that reaches `IDLE` when the lease ends.
pub(super) const PRELUDE: &str = r"
local stream, events, open, later = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local lanes, first, dead = KEYS[5], KEYS[6], KEYS[7]
local IDLE, GROUP = 86400000, 'workers'

local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function get(key, field)
    return redis.call('HGET', events, key .. field)
end

local function count()
    return redis.call('HINCRBY', events, 'count', 1)
end

local function ensure_group()
    if redis.call('EXISTS', stream) == 0 then
        redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
    end
end

-- An event is due.
local function ready(key)
    ensure_group()
    local entry = redis.call('XADD', stream, '*', 'key', key)
    redis.call('HSET', events, key .. ':e', entry)
end

-- An event is not due any longer.
local function unready(key)
    local entry = get(key, ':e')
    if entry then
        redis.call('XACK', stream, GROUP, entry)
        redis.call('XDEL', stream, entry)
        redis.call('HDEL', events, key .. ':e', key .. ':l')
    end
end

local function member(key, order)
    return order .. ':' .. string.format('%016d', get(key, ':s')) .. ':' .. key
end

-- An event begins to wait: due at once, or behind another of its order.
local function enter(key)
    redis.call('ZADD', open, get(key, ':p'), key)
    local order = get(key, ':o')
    if order then
        redis.call('ZADD', lanes, 0, member(key, order))
        if redis.call('HSETNX', first, order, key) == 0 then
            return
        end
    end
    ready(key)
end

-- An event was handled or is dead: the next of its order is due.
local function leave(key)
    unready(key)
    redis.call('ZREM', open, key)
    redis.call('ZREM', later, key)
    local order = get(key, ':o')
    if not order then
        return
    end
    redis.call('ZREM', lanes, member(key, order))
    if redis.call('HGET', first, order) == key then
        redis.call('HDEL', first, order)
        local next = redis.call('ZRANGEBYLEX', lanes, '[' .. order .. ':', '(' .. order .. ';', 'LIMIT', 0, 1)[1]
        if next then
            next = string.sub(next, -64)
            redis.call('HSET', first, order, next)
            ready(next)
        end
    end
end

local function remove(key)
    for _, field in ipairs({':b', ':p', ':a', ':e', ':l', ':o', ':s', ':r'}) do
        redis.call('HDEL', events, key .. field)
    end
end

-- A lease begins, of an entry that a consumer has.
local function lease_begins(consumer, entry, lease)
    local idle = IDLE - math.min(tonumber(lease), IDLE)
    redis.call('XCLAIM', stream, GROUP, consumer, 0, entry, 'IDLE', idle, 'JUSTID')
end
";

/// Stores an event: key, body, and its order if it has one. `KEYS[8]` is there if it was handled.
pub(super) const PUT: &str = r"
local key = ARGV[1]
if redis.call('EXISTS', KEYS[8]) == 1 or get(key, ':p') then
    return 0
end
redis.call('HSET', events, key .. ':b', ARGV[2], key .. ':p', now(), key .. ':a', 0, key .. ':s', count())
if ARGV[3] then
    redis.call('HSET', events, key .. ':o', redis.sha1hex(ARGV[3]))
end
enter(key)
return 1
";

/// Takes events: consumer, at most, lease.
pub(super) const TAKE: &str = r"
local consumer, most = ARGV[1], tonumber(ARGV[2])
ensure_group()
local due = redis.call('ZRANGEBYSCORE', later, '-inf', now(), 'LIMIT', 0, most)
for _, key in ipairs(due) do
    redis.call('ZREM', later, key)
    ready(key)
end
local taken = {}
local function take(entries)
    for _, entry in ipairs(entries) do
        local id, key = entry[1], entry[2] and entry[2][2]
        local body = key and get(key, ':b')
        if body and get(key, ':e') == id then
            local number = count()
            redis.call('HSET', events, key .. ':l', number)
            local attempts = redis.call('HINCRBY', events, key .. ':a', 1)
            lease_begins(consumer, id, ARGV[3])
            table.insert(taken, {key, number, attempts, get(key, ':p'), body})
        else
            redis.call('XACK', stream, GROUP, id)
            redis.call('XDEL', stream, id)
        end
    end
end
-- Of consumers that have ended, from where the last search has stopped.
local cursor = redis.call('HGET', events, 'cursor') or '0-0'
local claimed = redis.call('XAUTOCLAIM', stream, GROUP, consumer, IDLE, cursor, 'COUNT', most)
redis.call('HSET', events, 'cursor', claimed[1])
take(claimed[2])
if #taken < most then
    local new = redis.call('XREADGROUP', 'GROUP', GROUP, consumer, 'COUNT', most - #taken, 'STREAMS', stream, '>')
    if new then
        take(new[1][2])
    end
end
return taken
";

/// Forgets consumers without events that have not been there for an hour.
pub(super) const TIDY: &str = r"
ensure_group()
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', stream, GROUP)) do
    local facts = {}
    for i = 1, #consumer, 2 do
        facts[consumer[i]] = consumer[i + 1]
    end
    if facts['pending'] == 0 and facts['idle'] > 3600000 then
        redis.call('XGROUP', 'DELCONSUMER', stream, GROUP, facts['name'])
    end
end
";

/// Begins leases again: consumer, lease, and a key with its number for each event.
pub(super) const RENEW: &str = r"
for i = 3, #ARGV, 2 do
    local key = ARGV[i]
    if get(key, ':l') == ARGV[i + 1] then
        lease_begins(ARGV[1], get(key, ':e'), ARGV[2])
    end
end
";

/// Removes an event that was handled: key, and how long it is remembered in `KEYS[8]`.
pub(super) const DONE: &str = r"
local key = ARGV[1]
if not get(key, ':p') or redis.call('ZSCORE', dead, key) then
    return
end
leave(key)
remove(key)
if tonumber(ARGV[2]) > 0 then
    redis.call('SET', KEYS[8], 1, 'PX', ARGV[2])
end
";

/// Gives an event back: key, number, attempts, wait.
pub(super) const GIVE_BACK: &str = r"
local key, wait = ARGV[1], tonumber(ARGV[4])
if get(key, ':l') ~= ARGV[2] then
    return
end
unready(key)
redis.call('HSET', events, key .. ':a', ARGV[3])
if wait > 0 then
    redis.call('ZADD', later, now() + wait, key)
else
    ready(key)
end
";

/// Makes an event dead: key, number, reason.
pub(super) const BURY: &str = r"
local key = ARGV[1]
if get(key, ':l') ~= ARGV[2] then
    return
end
leave(key)
redis.call('ZADD', dead, count(), key)
redis.call('HSET', events, key .. ':r', ARGV[3])
";

/// Dead events: at most.
pub(super) const DEAD: &str = r"
local found = {}
for _, key in ipairs(redis.call('ZRANGE', dead, 0, ARGV[1] - 1)) do
    table.insert(found, {key, get(key, ':a'), get(key, ':p'), get(key, ':b'), get(key, ':r')})
end
return found
";

/// Makes dead events wait again: their keys.
pub(super) const REVIVE: &str = r"
local revived = 0
for _, key in ipairs(ARGV) do
    if redis.call('ZREM', dead, key) == 1 then
        redis.call('HSET', events, key .. ':a', 0)
        redis.call('HDEL', events, key .. ':r')
        enter(key)
        revived = revived + 1
    end
end
return revived
";

/// Removes dead events: their keys.
pub(super) const REMOVE_DEAD: &str = r"
local removed = 0
for _, key in ipairs(ARGV) do
    if redis.call('ZREM', dead, key) == 1 then
        remove(key)
        removed = removed + 1
    end
end
return removed
";

/// Open, taken and dead events, and the age of the oldest open one, or -1.
pub(super) const COUNTS: &str = r"
ensure_group()
local pending = redis.call('XPENDING', stream, GROUP)[1]
local expired = redis.call('XPENDING', stream, GROUP, 'IDLE', IDLE, '-', '+', 10000)
local oldest = redis.call('ZRANGE', open, 0, 0, 'WITHSCORES')[2]
local age = oldest and math.max(now() - oldest, 0) or -1
return {redis.call('ZCARD', open), pending - #expired, redis.call('ZCARD', dead), age}
";
