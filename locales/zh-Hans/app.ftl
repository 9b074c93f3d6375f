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
app-sync = 立即同步
app-syncing = 正在同步
app-all_arrived = 全部已送达。
app-notice = 关于您的记录的告知

# 支部
app-office = 支部
app-office_fetch = 支部的页面要联网取一次。请在有网络时重试。

# 演示
app-demo = 这是演示。人和记录都是虚构的。
app-demo_member = 用一位党员的身份试用
app-demo_secretary = 用一位书记的身份试用
