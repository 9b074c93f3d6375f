# 错误代码的说明，与 sync-core/src/code.rs 一一对应：发生了什么，可以怎么做。

# 内容本身有误
error-frame_truncated = 传输的内容没有收完整。记录没有丢失，请重新同步。
error-frame_malformed = 收到的内容无法识别。手机上的记录没有丢失，请更新应用后重新同步。
error-version_unknown = 收到的内容属于这里不认识的版本。记录没有丢失，请更新应用。
error-body_too_large = 一次发送的内容太多。记录没有丢失，请更新应用后重新同步。
error-count_too_large = 发送的内容中有一个列表太长。记录没有丢失，请更新应用后重新同步。
error-encoding_unsupported = 发送的内容经过压缩，这里只接收未压缩的内容。记录没有丢失，请不压缩再发送。

# 身份与权限
error-device_unknown = 服务器上没有登记这台设备。手机上的记录没有丢失，请向书记要邀请码。
error-mac_wrong = 服务器无法确认这次传输来自您的手机。记录没有丢失，请重新同步；如果仍然这样，请联系书记。
error-clock_window = 手机时间与服务器时间相差太多。记录没有丢失，请重新同步。
error-contact_signature_wrong = 首次连接的签名不正确。记录没有丢失，请向书记要新的邀请码。
error-key_weak = 这台设备的密钥不安全。手机上的记录没有丢失，请更新应用，并向书记要新的邀请码。
error-invite_refused = 这个邀请码不能使用，可能输错了、已用过或已过期。请向书记要新的邀请码。
error-hub_untrusted = 连接到的服务器不是这部手机登记时的服务器。记录仍在手机上，请联系书记。
error-role_needed = 您的角色没有这项权限。请联系书记。

# 某一组或某一条记录未被接收，其他记录不受影响
error-signature_wrong = 一组记录的签名核对不上，没有接收。记录仍在手机上，请联系书记。
error-document_foreign = 这台设备没有写入这份台账的权限。记录仍在手机上，请联系书记。
error-chain_gap = 前面的记录还没有送达，这些记录正在等待。记录没有丢失，请稍后重新同步。
error-chain_forked = 这些记录与先前收到的同编号记录有冲突。先收到的有效，这些作为凭据保留，请联系书记。
error-changeset_malformed = 一组记录无法读取，没有接收，其他记录不受影响。记录仍在手机上，请更新应用。
error-certificate_unknown = 这里还不认识记录人的证书，记录正在等待。记录没有丢失，联网后会核对。
error-entry_too_large = 这条记录太大，没有接收。请缩短备注后重新记录。
error-key_foreign = 这条记录不属于这份台账，没有接收。记录仍在手机上，请更新应用。
error-deposit_full = 这部手机已停用，今天可以上交的记录已满。记录没有丢失，其余的明天再上交。

# 填写的内容不符合规则
error-id_malformed = 编号写得不正确。请检查字符和长度后重新填写。
error-date_malformed = 日期或时间写得不正确。请写成 2026-05-04 这样。
error-training_unknown = 这里还没有这次培训。请先同步，或记为未列出的培训。
error-claim_unknown = 没有找到这条记录。请先同步，再查看列表。
error-minutes_range = 分钟数要在 1 到 1440 之间。请重新填写。
error-points_range = 分数超出了一条记录允许的范围。请按规则重新填写。
error-day_range = 日期太早或太晚。请检查日期后重新填写。
error-item_unknown = 现行规则里没有这个项目。请从列表中选择。
error-kind_unknown = 没有这种培训类型。请从列表中选择。
error-member_unknown = 名册上没有这位党员。请检查编号，或联系书记。
error-branch_unknown = 没有这个支部。请检查支部编号。
error-text_too_long = 文字太长。请缩短后再保存。
error-text_forbidden = 文字里有不能使用的字符。请删除该字符后再保存。
error-text_missing = 必填的内容没有填写。标题需要藏文和汉文两种文字。
error-reason_unknown = 没有这个原因，或这里需要选择原因。请从列表中选择。
error-state_wrong = 这条记录现在的状态不能这样操作。请先查看它的状态。
error-member_twice = 同一位党员出现了两次，或有两个标记。请只保留一个。
error-rules_unknown = 这部手机上还没有这位党员的积分规则。请先同步。
error-choice_needed = 同一件事有两种不同的记录。请选择要通过的那一条。
error-app_outdated = 这些积分由新版本的应用计算。记录没有丢失，请更新应用。
error-consent_needed = 第一次记录之前，请先回答是否同意告知。不同意的话，在纸质点名表上打标记，您不会有任何损失。

# 设备与文件夹
error-store_failed = 保存失败，这次没有记下任何内容；以前的记录不受影响。请检查存储空间后重试。
error-store_damaged = 这台设备上的存储已损坏。损坏的存储已另外保留，没有删除；请不要卸载应用，并联系书记。
error-store_missing = 在这台设备上保存过的一些记录找不到了。请联网同步，并告诉书记。
error-not_initialised = 这个文件夹还没有设置。请先运行 drokpa init。
error-already_initialised = 这个文件夹已经设置过，没有做任何改动。请选择另一个文件夹。
error-not_enrolled = 这部手机还没有登记。请用书记给的邀请码登记。
error-phone_in_use = 另一个程序正在使用这部手机的记录，这次没有记下任何内容。请关闭那个程序后重试。
error-hub_running = 该目录的服务正在运行。请先停止服务，再试一次。
error-passphrase_wrong = 口令不正确或少于12个字符，或者备份已被改动。
error-backup_unusable = 这个文件不是本组织的备份，或者已经损坏。没有做任何改动。
error-phone_closed = 手机记录已经关闭，这次没有记下任何内容。请重新打开应用。

# 表格与规则
error-table_malformed = 表格无法读取，没有导入任何内容。请检查文件后重试。
error-column_missing = 表格缺少需要的一列，没有导入任何内容。请补上这一列。
error-rules_invalid = 规则文件不符合要求，没有发布。请修改后重试。

# 服务
error-not_found = 这个网址没有内容。请返回首页。
error-method_not_allowed = 这个网址不接受这种请求方式。请更新应用。
error-overloaded = 服务器现在很忙。记录没有丢失，请稍后重试。
error-internal = 服务器出现错误。手机上的记录没有丢失，请稍后重试；如果仍然这样，请把请求编号告诉管理员。

# 从手机看到的连接问题
error-hub_unreachable = 现在连接不上服务器。记录已保存在手机上，有网络时请重新同步。
error-reply_malformed = 服务器的回复无法读取。记录没有丢失，请稍后重新同步。
error-reply_unauthentic = 无法确认这个回复来自您的服务器，没有采用。记录没有丢失，请稍后重新同步。
error-tls_unsupported = 服务器和这部手机没有共同的加密方式。手机上的记录没有丢失，请更新应用，或告诉管理员。

# 令牌、限流与加密连接
error-token_needed = 这个网址需要令牌。请重新登录。
error-token_refused = 令牌无效或已过期。没有丢失任何内容，请重新登录。
error-token_withheld = 这台设备已被停用，不能取得令牌。设备上的记录没有丢失，请联系书记。
error-rate_limited = 一下子请求太多。没有丢失任何内容，请稍后重试。
error-parameter_malformed = 网址中有一部分的值不正确。请检查网址。
error-listen_needs_tls = 不加密时其他电脑能看到往来的内容，因此没有启动服务。请提供证书和密钥，或只在本机上运行。
error-tls_files_wrong = 证书或密钥无法使用，没有做任何改动。请检查这两个文件。
error-hub_certificate_unknown = 无法确认对方是您的服务器，没有发送任何内容。记录已保存在手机上，请告诉管理员。

# 不联网的传递
error-transfer_malformed = 这个文件或二维码不是本应用的传递内容，没有导入任何内容。请检查文件，或更新应用。
error-transfer_damaged = 文件或二维码在传递中损坏，没有导入任何内容。另一部手机上的记录没有丢失，请再传一次。
error-transfer_foreign = 这是给另一部手机或另一个组织的，没有导入任何内容。记录没有丢失。
error-transfer_too_large = 内容太多，一次传不完。记录没有丢失，请少选一些，或改用文件。
error-qr_unreadable = 图片里没有可以读取的二维码。记录没有丢失，请靠近、摆正后再拍一次。
error-invite_typed = 没有网络时只输入邀请码不够，要扫描邀请的二维码。记录没有丢失，请扫描二维码，或有网络时再试。
error-carrying_full = 这部手机替别人保管的内容已满。记录没有丢失，请先同步再试。
