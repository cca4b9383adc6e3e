-- Submissions for wrk: takes the page, fills in 2,000 bytes, sends its form, and counts what was accepted.
-- PEER=zegel|wastebin|hushline wrk -t2 -c8 -d5s -s tests/bench/peers.lua http://127.0.0.1:PORT
local sentence = "On the second floor the curtains stay shut and another car waits at the back each night. "
local story = sentence:rep(23):sub(1, 2000):gsub(" ", "+")
local typed = { ["Content-Type"] = "application/x-www-form-urlencoded" }

-- For each: the page, where its form goes, the form made of a page, and how an accepted one is known.
local peers = {}

peers.zegel = { page = "/nl/", form = "/nl/" }
function peers.zegel.fill(page)
  local token = page:match('name="token" value="([^"]+)"')
  local form = page:match('name="form" value="([^"]+)"')
  return "token=" .. token .. "&form=" .. form .. "&story=" .. story .. "&act=send"
end
function peers.zegel.accepted(status, body) return status == 200 and body:find('class="code"', 1, true) end

peers.wastebin = { page = "/", form = "/new" }
function peers.wastebin.fill()
  return "text=" .. story .. "&title=&extension=txt&expires=604800&password=" .. (os.getenv("PASSWORD") or "")
end
function peers.wastebin.accepted(status) return status == 303 end

local user = "/to/" .. (os.getenv("USERNAME") or "jerryseinfeld")
peers.hushline = { page = user, form = user }
function peers.hushline.fill(page)
  local body = "field_0=&field_1=" .. story
  for _, name in ipairs { "csrf_token", "owner_guard_nonce", "owner_guard_signature" } do
    body = body .. "&" .. name .. "=" .. page:match('name="' .. name .. '" type="hidden" value="([^"]+)"')
  end
  local a, b = page:match(">(%d+) %+ (%d+) =<")
  return body .. "&captcha_answer=" .. (a + b)
end
function peers.hushline.accepted(status) return status == 302 end

local peer = peers[os.getenv("PEER")]
local filled = {}
accepted, refused = 0, 0

function request()
  local form = table.remove(filled)
  if not form then return wrk.format("GET", peer.page) end
  return wrk.format("POST", peer.form, form.headers, form.body)
end

-- wrk does not say which request an answer belongs to; a page holds a form, and nothing else here does.
function response(status, headers, body)
  if status == 200 and not peer.accepted(status, body) and body:find("<textarea", 1, true) then
    local cookie = (headers["Set-Cookie"] or ""):match("^[^;]+")
    local sent = { ["Content-Type"] = typed["Content-Type"], ["Cookie"] = cookie }
    table.insert(filled, { headers = sent, body = peer.fill(body) })
  elseif peer.accepted(status, body) then
    accepted = accepted + 1
  else
    refused = refused + 1
  end
end

local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary)
  local yes, no = 0, 0
  for _, thread in ipairs(threads) do
    yes, no = yes + thread:get("accepted"), no + thread:get("refused")
  end
  print(("accepted %d, %.1f a second; refused %d"):format(yes, yes / (summary.duration / 1e6), no))
end
