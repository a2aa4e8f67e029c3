# OpenStack Swift with its S3 interface, as one process: proxy, account, container and object server, each on a port of this
# machine that the system gave, one replica, everything in one folder. This is how Swift's own functional tests run it.
#
#   swift-server.py FOLDER ACCESS_KEY SECRET_KEY
#
# Writes the port of the S3 service on a line once it answers, and ends with the end of its input; the folder goes with it.
import os
import shutil
import sys
import threading

# What is stored need not outlive this machine.
os.fsync = os.fdatasync = lambda file: None

import eventlet  # noqa: E402
from eventlet import hubs, wsgi  # noqa: E402
from swift.common import utils  # noqa: E402

folder, access_key, secret_key = sys.argv[1:]


def end_with_input():
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


os.makedirs(os.path.join(folder, 'devices', 'disk'))
write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = tests\ndefault = yes\n')
utils.set_swift_dir(folder)

hubs.use_hub(utils.get_hub())
eventlet.patcher.monkey_patch(all=False, socket=True, select=True)
from swift.common.ring import RingBuilder  # noqa: E402  (after the patch and the folder)
from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: E402

kinds = ('account', 'container', 'object', 'proxy')
sockets = {kind: eventlet.listen(('127.0.0.1', 0), backlog=512) for kind in kinds}
ports = {kind: socket.getsockname()[1] for kind, socket in sockets.items()}
for kind in kinds[:3]:
    ring = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    ring.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': ports[kind], 'device': 'disk', 'weight': 1})
    ring.rebalance()
    ring.get_ring().save(os.path.join(folder, kind + '.ring.gz'))

common = f'''
[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
bind_ip = 127.0.0.1
fallocate_reserve = 0
log_level = CRITICAL
'''
for kind in kinds[:3]:
    write(kind + '.conf', f'''{common}
bind_port = {ports[kind]}
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
allow_versions = true
''')
write('proxy.conf', f'''{common}
bind_port = {ports['proxy']}
[pipeline:main]
pipeline = catch_errors gatekeeper proxy-logging s3api tempauth bulk slo proxy-logging-server proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:proxy-logging-server]
use = egg:swift#proxy_logging
[filter:s3api]
use = egg:swift#s3api
max_bucket_listing = 50
[filter:tempauth]
use = egg:swift#tempauth
user_{access_key.replace(':', '_')} = {secret_key} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
''')



class NoCache:
    """Stands where a memcached would: keeps nothing, so that every answer is the present one."""

    def __getattr__(self, name):
        return lambda *arguments, **named: None


def without_cache(app):
    def call(env, start_response):
        env['swift.cache'] = NoCache()
        return app(env, start_response)
    return call


for kind in kinds:
    app = without_cache(loadapp(os.path.join(folder, kind + '.conf'), global_conf={'log_name': kind}))

    # S3 clients want their headers spelt as they are ("ETag").
    eventlet.spawn(wsgi.server, sockets[kind], app, utils.NullLogger(), protocol=SwiftHttpProtocol, capitalize_response_headers=False)

print(ports['proxy'], flush=True)
while True:
    eventlet.sleep(3600)
