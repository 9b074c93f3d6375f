# 打印的邀请码

sheet-title = 邀请码
sheet-scan = 请用手机扫描这个二维码，没有网络也可以马上记录；请在有效期内同步一次。
sheet-how = 也可以在有网络时输入这个邀请码。每个邀请只能用一次，只能用于一部手机。
sheet-until = 有效期至: { $value }
sheet-keep_private = 请不要把邀请码给别人。丢了请向书记要新的邀请码。
