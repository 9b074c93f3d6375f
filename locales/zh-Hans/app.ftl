# 党员用的网页应用：页面与按钮。状态、原因和错误在其他文件里。

app-title = 我的记录
app-missing = 这台服务器没有附带网页应用。手机和命令行照常可以使用。
app-no_script = 这个浏览器不能运行本应用。请换用较新的浏览器。
app-wait = 请稍等。
app-open_failed = 应用没有打开。什么都没有丢失；请在有网络时重试。

# 每个页面都有
app-font_size = 字体大小
app-back = 返回
app-retry = 重试
app-cancel = 取消
app-next = 下一步
app-submit = 提交
app-save = 保存
app-offline = 无网络

# 登记
app-enrol = 用邀请码开始
app-enrol_lead = 书记会给您一张有邀请码的纸。
app-code = 邀请码
app-scan = 扫码
app-picture = 选择图片
app-scan_none = 图片里没有找到二维码。请靠近一些再重试。
app-no_camera = 相机无法使用。请选择图片。

# 今天
app-today = 今天
app-yesterday = 昨天
app-tomorrow = 明天
app-no_trainings = 这几天没有培训。
app-took_part = 我参加了
app-recorded = 已记录
app-cancelled = 培训已取消
app-more = 记录其他内容
app-course = 课程编号
app-note = 备注，可以不写
app-no_items = 第一次同步之后可以选择活动。

# 我的记录
app-mine = 我的记录
app-evidence = 凭据
app-withdraw = 撤回
app-withdraw_ask = 要撤回这条记录吗？
app-resubmit = 修改后重新提交
app-object = 提出异议
app-object_what = 哪里不对？
app-township = 请乡镇处理
app-hours_of = 学时: { $value }，目标: { $target }

# 手机
app-phone = 手机
app-help = 帮助
app-sync = 立即同步
app-syncing = 正在同步
app-all_arrived = 全部已送达。
app-notice = 关于您的记录的告知

# 支部
app-office = 支部
app-office_township = 乡镇
app-office_fetch = 支部的页面要在有网络时取一次。请在有网络时重试。

# 两部手机之间传递
app-give = 给另一部手机
app-take = 从另一部手机接收
app-give_what = 要给的内容
app-give_unconfirmed = 服务器还没有确认的记录
app-give_mine = 我的全部记录
app-give_year = 我一年的记录
app-give_month = 我一个月的记录
app-give_to = 一位党员的审核结果和培训
app-give_certificate = 只给证书
app-give_along = 一起给的内容
app-give_rules = 积分规则
app-give_certificates = 证书
app-give_again = 给其他内容
app-give_open = 得到文件或二维码的人都能看到内容。请只给应当给的人。
app-year = 年
app-month = 月
app-member_id = 党员编号
app-code_show = 显示二维码: { $count }
app-code_number = 二维码: { $value }
app-code_before = 上一个二维码
app-code_next = 下一个二维码
app-code_stop = 停止自动切换
app-code_turn = 自动切换
app-code_hold = 请把屏幕对准另一部手机的相机，直到那部手机全部接收。
app-code_end = 关闭二维码
app-pictures = 选择图片，可以选多张
app-share = 用其他应用发送
app-shared = 已交给其他应用。
app-save_file = 保存为文件
app-saved_file = 文件已保存: { $value }
app-take_lead = 请扫描另一部手机上的二维码，也可以选择图片或文件。
app-take_file = 选择文件
app-take_cut = 内容没有收完整。收到的已保存，请再传一次。

# 由别人的手机带给服务器的信
app-letter = 给服务器的信
app-letter_lead = 这部手机还没有与服务器联系。可以写一封信，请去有网络的地方的人带上。
app-letter_write = 写信
app-letters = 替别人带的信
app-letter_back = 把回信交给写信的手机
app-letter_answer = 服务器的回信

# 我的数据
app-data = 我的数据
app-data_lead = 这部手机上保存的您的全部数据。没有网络也可以看。
app-data_trainings = 支部的培训
app-access = 谁查看过我的记录
app-access_of = 获取时间: { $value }
app-access_fetch = 重新获取

# 一部手机上的几个人
app-members = 这部手机上的人
app-members_lead = 各人的记录分开保存。切换不需要网络。
app-member_add = 添加一位党员
app-member_new = 还没有登记
app-member_here = 现在显示
app-member_former = 同一位党员以前的手机
app-member_name = 在这部手机上的称呼
app-member_name_help = 称呼只保存在这部手机上，不上传。

# 数字密码
app-pin = 数字密码
app-pin_set = 设置数字密码
app-pin_change = 修改数字密码
app-pin_remove = 去掉数字密码
app-pin_old = 现在的数字密码
app-pin_new = 新的数字密码，4 到 8 个数字
app-pin_again = 再输入一次
app-pin_differs = 两次输入不一样。请再输入一次。
app-pin_form = 请输入 4 到 8 个数字。
app-pin_wrong = 数字密码不对。什么都没有删除。
app-pin_wait = 数字密码错了几次。什么都没有删除，请稍等再试。秒: { $count }
app-pin_what = 数字密码挡住借用手机的人和旁边的目光。懂技术的人拿到手机，还是可能读到记录。手机丢了请告诉书记。
app-pin_saved = 数字密码已设置。
app-pin_removed = 数字密码已去掉。
app-pin_unsaved = 数字密码没有保存。请检查存储空间后重试。
app-unlock = 打开
app-lock = 现在锁上
app-locked = 已锁上
app-pin_forgot = 忘了数字密码
app-pin_forgot_how = 请向书记要新的邀请码，用它登记，您的记录就会回来。这里还没有上传的记录不会丢失：有网络时照样上传。
app-invite_new = 用新的邀请码登记

# 换手机、停用的手机、我的手机
app-fetching = 正在取回您的记录。KB: { $count }
app-restored = 您的记录回来了: { $count }
app-carried_over = 从以前的手机转来的记录: { $count }
app-carried_left = 没有转来、仍在以前手机里的记录: { $count }
app-stopped = 这部手机已被停用。
app-stopped_what = 记录都在这里，没有删除。停用之后的新记录由支部单独审核，再决定是否计入。要继续记录，请向书记要新的邀请码。
app-keep_copy = 存成文件，或交给另一部手机
app-devices = 我的手机
app-devices_known = 这些都是我的手机
app-device_added = 您名下新增了一部手机。请看看是不是您的。
app-devices_none = 第一次同步之后显示。

# 已公示的积分
app-statements = 已公示的积分
app-statements_none = 还没有公示过。
app-statement_nothing = 这个时段没有新的内容。
app-statement_object = 如果有不对的地方，请点那一条，提出异议。
app-statement_was = 原来: { $value }
app-statement_is = 现在: { $value }

# 记录是否保存得稳妥
app-safety = 怎样保护记录
app-safety_unkept = 空间不够时，浏览器可能会清除这里的记录。请把本应用添加到主屏幕。
app-safety_old = 有记录很久没有上传。天数: { $count }
app-safety_full = 手机的存储空间快满了。空间不够时不能保存新的记录。
app-safety_good = 记录稳妥地保存在这部手机上。
app-safety_ask = 请浏览器保留记录
app-install = 添加到主屏幕
app-gone = 有些记录不在这部手机上了
app-gone_count = 不在这里的记录: { $count }
app-gone_back = 浏览器的数据被清除过。已送达的记录有网络时会回来。
app-gone_left = 已送达的都回来了。其余的没有送达过，请再记录一次，或告诉书记。

# 新版本、手机的日期
app-update_ready = 有新版本。还没有上传的记录都会保留。
app-update = 更新
app-version = 版本号: { $value }
app-clock_phone = 手机的日期: { $value }
app-clock_hub = 服务器的日期: { $value }
app-clock_what = 这里按服务器的日期显示和记录。请在手机的设置里把日期调好。

# 门口的签到码
app-door_code = 我有签到码
app-door_digits = 门口的六位数字
app-door_add = 添加签到码

# 演示
app-demo = 这是演示。人和记录都是虚构的。
app-demo_member = 用一位党员的身份试用
app-demo_secretary = 用一位书记的身份试用
