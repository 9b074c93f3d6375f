# 打印的邀请码

sheet-title = 邀请码
sheet-how = 请在三天内把这个邀请码输入手机。每个码只能用一次，只能用于一部手机。
sheet-until = 有效期至: { $value }
sheet-keep_private = 请不要把邀请码给别人。丢了请向书记要新的邀请码。
