# A machine with a host name, and beside it who gives out certificates (pebble), who visits the name on port 80
# first: sh boot.sh SCRATCH [ADDRESS], as root in namespaces of its own (mount, process, network). The machine has the
# host's programs; what is written to its disk is in memory and goes with it. With an address the name is another
# machine's, and this one is the world around it.
set -eu
host=formulier.ngo.example
address=${2:-127.0.0.1}

mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs "$1"
for folder in etc usr var; do
  mkdir -p "$1/$folder/upper" "$1/$folder/work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=$1/$folder/upper,workdir=$1/$folder/work" overlay "/$folder"
done
mount -t tmpfs -o mode=755 tmpfs /run
ip link set lo up
printf '%s\n' '127.0.0.1 localhost' "$address $host" > /etc/hosts
grep -q '^zegel:' /etc/group || echo 'zegel:x:64000:' >> /etc/group

cd "$1"
openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=pebble -days 2 \
  -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out pebble.pem 2> /dev/null
cp pebble.pem /run/pebble.pem
cat > pebble.json << END
{ "pebble": { "listenAddress": "0.0.0.0:14000", "managementListenAddress": "127.0.0.1:15000",
  "certificate": "pebble.pem", "privateKey": "key.pem", "httpPort": 80, "tlsPort": 443 } }
END
# It answers every name with that address; what else it can listen on stays out of the way.
pebble-challtestsrv -defaultIPv4 "$address" -dns01 127.0.0.1:8053 -defaultIPv6 "" -http01 127.0.0.1:5002 -https01 127.0.0.1:5003 \
  -tlsalpn01 127.0.0.1:5001 -management 127.0.0.1:8055 > /dev/null 2>&1 &
PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 pebble -config pebble.json -dnsserver 127.0.0.1:8053 > /dev/null 2>&1 &

# What certbot would ask a person, and where it finds pebble.
mkdir -p /etc/letsencrypt
cat > /etc/letsencrypt/cli.ini << END
server = https://127.0.0.1:14000/dir
no-verify-ssl = True
agree-tos = True
register-unsafely-without-email = True
non-interactive = True
no-random-sleep-on-renew = True
END
touch /run/booted
exec sleep infinity
