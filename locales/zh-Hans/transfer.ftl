# 不联网的传递：记录、信件、签到码、新增的手机。

# 传递的结果
transfer-given = 已传出的记录: { $count }
transfer-new = 本机新增: { $count }
transfer-waiting = 联网后再核对: { $count }
transfer-refused = 未接收: { $count }
transfer-certificates = 证书: { $count }
transfer-missing = 还要扫描的二维码: { $value }
transfer-stays = 在服务器确认之前，记录一直保存在这部手机上。
transfer-carried = 新增的内容在下次同步时转交服务器。
transfer-unchecked = 来自其他手机、联网后再核对: { $count }
