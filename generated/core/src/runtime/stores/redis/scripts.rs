//! What has to be done in one step, in the language of the server.

use std::sync::LazyLock;

use redis::Script;

/// Locks a token, whose lock is `KEYS[1]`; returns the number of the lock, or 0 if another has it. The owner is unique,
/// so its own lock is that of the same command sent twice.
pub(super) static LOCK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('HINCRBY', KEYS[2], 'number', 1)
",
    )
});

/// Makes the lock of an owner last longer; returns whether it still has the lock.
pub(super) static RENEW: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
",
    )
});

/// Releases the lock of an owner.
pub(super) static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
return redis.call('DEL', KEYS[1])
",
    )
});

/// Saves a token, or removes it if there is no second argument, unless one was saved under a lock with a higher number.
/// The server may have lost its data and counts from 1 again, so its number follows that of the caller.
pub(super) static SAVE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local values = redis.call('HMGET', KEYS[1], 'number', 'saved')
local last, saved = tonumber(values[1] or 0), tonumber(values[2] or 0)
local number = tonumber(ARGV[1])
if number == 0 then
    number = last + 1
end
if saved > number then
    return 0
end
redis.call('HSET', KEYS[1], 'number', math.max(last, number), 'saved', number)
if ARGV[2] then
    redis.call('HSET', KEYS[1], 'token', ARGV[2])
else
    redis.call('HDEL', KEYS[1], 'token')
end
return 1
",
    )
});

/// Inserts a key: a number of the caller's, and the milliseconds that it lasts. Returns whether the key is the caller's, so
/// the same command may be sent twice.
pub(super) static INSERT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    return 1
end
return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0
",
    )
});

/// Leases requests, as [`Ledger`](crate::runtime::stores::Ledger) does. `KEYS`: the processes; then of each quota the ends
/// and the other facts; at last a key that is this call's alone, because the same command may be sent twice, and what was
/// not used is given back once. `ARGV`: the process, needed, spare, hold and spare hold in microseconds; then of each quota the
/// number of requests, the period in seconds, and what was not used. Numbers become text with all their digits.
pub(super) static LEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local SECOND, DAY = 1000000, 86400
local time = redis.call('TIME')
local now = time[1] * SECOND + time[2]
local needed, spare = tonumber(ARGV[2]), tonumber(ARGV[3])
local hold, spare_hold = tonumber(ARGV[4]), tonumber(ARGV[5])
local function text(number)
    return string.format('%.0f', number)
end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now - 600 * SECOND))
redis.call('ZADD', KEYS[1], text(now), ARGV[1])
redis.call('PEXPIRE', KEYS[1], 600000)

local function is_first()
    return redis.call('SET', KEYS[#KEYS], 1, 'NX', 'PX', 600000)
end
local is_repeated

local quotas, grain = {}, nil
for at = 1, (#ARGV - 5) / 3 do
    local quota = {
        ends = KEYS[2 * at], facts = KEYS[2 * at + 1], most = tonumber(ARGV[3 * at + 3]),
        seconds = tonumber(ARGV[3 * at + 4]),
    }
    local facts = redis.call('HMGET', quota.facts, 'last', 'blocked', 'day', 'used', 'number')
    quota.last, quota.blocked = tonumber(facts[1] or 0), tonumber(facts[2] or 0)
    quota.day, quota.used = tonumber(facts[3] or 0), tonumber(facts[4] or 0)
    quota.number = tonumber(facts[5] or 0)
    if quota.seconds == DAY then
        local day = math.floor(now / (DAY * SECOND))
        -- A clock that is set back across midnight does not begin the day again.
        if day ~= quota.day and day + 1 ~= quota.day then
            quota.day, quota.used = day, 0
        end
        local unused = tonumber(ARGV[3 * at + 5])
        if unused > 0 then
            if is_repeated == nil then
                is_repeated = not is_first()
            end
            unused = is_repeated and 0 or unused
        end
        quota.used = math.max(0, quota.used - unused)
    else
        redis.call('ZREMRANGEBYSCORE', quota.ends, '-inf', text(now))
        quota.active = redis.call('ZCARD', quota.ends)
        quota.grain = math.max(1, math.ceil(quota.most / 256))
        quota.entries = math.max(1, math.floor(math.max(1, quota.most) / quota.grain))
        quota.period = quota.seconds * SECOND
        quota.spacing = math.floor(quota.period * 9 / (quota.entries * 10))
        grain = math.min(grain or quota.grain, quota.grain)
    end
    quotas[at] = quota
end
grain = grain or 1

local function left(quota)
    if quota.seconds ~= DAY then
        return math.max(0, quota.most - quota.active * quota.grain)
    elseif quota.blocked > now then
        return 0
    end
    return math.max(0, quota.most - quota.used)
end

local function start_of_next()
    local start, spaced = now, 0
    for _, quota in ipairs(quotas) do
        if quota.seconds ~= DAY then
            local over = quota.active - quota.entries
            if over >= 0 then
                local full = redis.call('ZRANGE', quota.ends, over, over, 'WITHSCORES')
                start = math.max(start, tonumber(full[2]))
            end
            start = math.max(start, quota.blocked)
            spaced = math.max(spaced, quota.last + quota.spacing)
        end
    end
    if start > now then
        start = math.max(start, spaced)
    end
    return start
end

local function take(start, held, requests)
    for _, quota in ipairs(quotas) do
        if quota.seconds == DAY then
            quota.used = quota.used + requests
        else
            local stop = text(start + held + quota.period)
            for _ = 1, math.ceil(requests / quota.grain) do
                quota.number = quota.number + 1
                redis.call('ZADD', quota.ends, stop, text(now) .. ':' .. text(quota.number))
                quota.active = quota.active + 1
            end
            quota.last = math.max(quota.last, start)
        end
    end
end

local grants, waits = {}, false
for _ = 1, needed do
    local room = grain
    for _, quota in ipairs(quotas) do
        if quota.seconds == DAY then
            room = math.min(room, left(quota))
        end
    end
    if room == 0 then
        break
    end
    local start = start_of_next()
    waits = waits or start > now
    take(start, hold, room)
    grants[#grants + 1] = {start - now, hold, room}
end
if spare > 0 and not waits then
    for _, quota in ipairs(quotas) do
        if quota.blocked > now then
            spare = 0
        elseif quota.seconds == DAY then
            spare = math.min(spare, math.floor(left(quota) / 2))
        else
            spare = math.min(spare, math.max(0, math.floor(quota.entries / 2) - quota.active) * quota.grain)
        end
    end
    if spare > 0 then
        take(now, spare_hold, spare)
        grants[#grants + 1] = {0, spare_hold, spare}
    end
end

local used_up = -1
if #grants == 0 and needed > 0 then
    for _, quota in ipairs(quotas) do
        if quota.seconds == DAY and left(quota) == 0 then
            local stop = quota.blocked
            if stop <= now then
                stop = (math.floor(now / (DAY * SECOND)) + 1) * DAY * SECOND
            end
            used_up = math.max(used_up, stop - now)
        end
    end
end
local lefts = {}
for at, quota in ipairs(quotas) do
    lefts[at] = left(quota)
    redis.call('HSET', quota.facts, 'last', text(quota.last), 'blocked', text(quota.blocked),
        'day', text(quota.day), 'used', text(quota.used), 'number', text(quota.number))
    local stop = math.max(now + 2 * DAY * SECOND, quota.blocked)
    if quota.seconds ~= DAY then
        local longest = redis.call('ZRANGE', quota.ends, -1, -1, 'WITHSCORES')
        stop = math.max(now, quota.blocked, tonumber(longest[2] or 0)) + SECOND
        redis.call('PEXPIRE', quota.ends, text((stop - now) / 1000))
    end
    redis.call('PEXPIRE', quota.facts, text((stop - now) / 1000))
end
return {redis.call('ZCARD', KEYS[1]), used_up, lefts, grants}
",
    )
});

/// Adopts what the server reported about a quota. `KEYS`: its ends and its other facts. `ARGV`: the number of requests, the
/// period in seconds, how many are used and how many microseconds it is blocked, or -1.
pub(super) static REPORT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local SECOND, DAY = 1000000, 86400
local time = redis.call('TIME')
local now = time[1] * SECOND + time[2]
local most, seconds = tonumber(ARGV[1]), tonumber(ARGV[2])
local used, wait = tonumber(ARGV[3]), tonumber(ARGV[4])
local function text(number)
    return string.format('%.0f', number)
end

local facts = redis.call('HMGET', KEYS[2], 'blocked', 'day', 'used', 'number')
local blocked, day = tonumber(facts[1] or 0), tonumber(facts[2] or 0)
local counted, number = tonumber(facts[3] or 0), tonumber(facts[4] or 0)
if wait >= 0 then
    blocked = math.max(blocked, now + wait)
end
local stop = math.max(now + 2 * DAY * SECOND, blocked)
if seconds == DAY then
    local today = math.floor(now / (DAY * SECOND))
    if day ~= today and day ~= today + 1 then
        day, counted = today, 0
    end
    counted = math.max(counted, used)
else
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
    local entries = math.ceil(math.min(used, most) / math.max(1, math.ceil(most / 256)))
    for _ = redis.call('ZCARD', KEYS[1]) + 1, entries do
        number = number + 1
        redis.call('ZADD', KEYS[1], text(now + seconds * SECOND), text(now) .. ':' .. text(number))
    end
    local longest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
    stop = math.max(now, blocked, tonumber(longest[2] or 0)) + SECOND
    redis.call('PEXPIRE', KEYS[1], text((stop - now) / 1000))
end
redis.call('HSET', KEYS[2], 'blocked', text(blocked), 'day', text(day), 'used', text(counted),
    'number', text(number))
redis.call('PEXPIRE', KEYS[2], text((stop - now) / 1000))
return 1
",
    )
});
