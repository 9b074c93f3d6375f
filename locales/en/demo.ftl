# The printed report of `drokpa demo`.

demo-title = Drokpa: study and points without a network
demo-intro = Phones record without a network and two secretaries decide without a network. Then everything is merged over a link that keeps breaking.
demo-phones = Phones: { $count }
demo-weeks-offline = Weeks offline: { $count }
demo-claims-recorded = Records made offline: { $count }
demo-two-secretaries = Records that two secretaries decided: { $count }
demo-sync-count = Syncs: { $count }
demo-cuts = Links cut: { $count }
demo-bytes = Bytes sent: { $up }, received: { $down }
demo-standings = Points and class hours
demo-conflicts = Conflicts: { $count }
demo-conflict-settled = Conflicts settled: { $count }
demo-conflict-open = Conflicts open: { $count }
demo-replicas-agree = Devices that all agree: { $count }
demo-replicas-differ = Devices that differ: { $count }
demo-app_answers = The web app answers.
demo-app_failed = The web app does not answer as it should.
demo-step_in = Open this address in a browser on this machine to try it as a member or a secretary.
never-public_ranking_note = This list is in the order of the roster. It is not a ranking.
