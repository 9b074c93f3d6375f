# What people are told about looks at their record.
access-standing = looked at points and hours
access-queue = looked at what waits for a decision
access-replication = records went to a device
access-export = the roster was exported
access-invite = Made an invite for you.
access-revocation = Revoked a phone of yours.
access-operator = the operator of the hub
access-device = device: { $value }
access-none = Nobody else has looked at your record at the hub.
access-offline = There is no network now. As fetched: { $value }
access-notice = What somebody looks at on their own phone cannot be seen here.
