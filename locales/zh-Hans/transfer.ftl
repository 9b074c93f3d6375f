# 不联网的传递：记录、信件、签到码、新增的手机。

# 传递的结果
transfer-given = 已传出的记录: { $count }
transfer-new = 本机新增: { $count }
transfer-waiting = 有网络时再核对: { $count }
transfer-refused = 未接收: { $count }
transfer-certificates = 证书: { $count }
transfer-missing = 还要扫描的二维码: { $value }
transfer-stays = 在服务器确认之前，记录一直保存在这部手机上。
transfer-carried = 新增的内容在下次同步时转交服务器。
transfer-unchecked = 来自其他手机、有网络时再核对: { $count }

# 信件：新手机的第一次联系，由别人的手机代送
letter-unmet = 这部手机现在就可以记录。第一次同步时与服务器联系。
letter-written = 可以请另一部手机把这封信带给服务器。带信的手机看不到内容。
letter-answer_written = 这是服务器的回信，请带给写信的手机。
letter-kept = 下次同步时送交服务器的信件: { $count }
letter-answers = 要带回的服务器回信: { $count }
letter-met = 服务器已回信。这部手机已登记。
letter-waiting = 等待下次同步
letter-answered = 服务器已回信
letter-refused = 服务器没有接收

# 培训的签到码
check_in-code = 签到码: { $value }
check_in-confirmed = 签到码已核对
check_in-outside = 签到码不在培训时间内
check_in-wrong = 不是这次培训的签到码
check_in-unchecked = 本机没有核对签到码
check_in-same = 签到码相同的其他人: { $count }

# 党员自己的手机
device-this = 本机: { $value }
device-known = 您的另一部手机: { $value }
device-added = 新增了一部手机: { $value }。如果不是您的，请告诉书记。
