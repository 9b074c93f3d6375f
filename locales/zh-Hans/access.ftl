# 关于谁看过自己的记录
access-standing = 查看了积分和学时
access-queue = 查看了待审核的记录
access-replication = 记录同步到了设备
access-export = 导出了名册
access-invite = 发了邀请码。
access-revocation = 停用了您的一部手机。
access-operator = 服务器管理员
access-device = 设备：{ $value }
access-none = 没有其他人在服务器上查看过您的记录。
access-offline = 现在没有网络。以下内容的获取时间：{ $value }
access-notice = 别人在自己手机上的查看，这里看不到。
