# Links
thread-nav-you-said = You said, we did
thread-nav-decisions = Decisions
thread-nav-actions = Actions
thread-nav-replies = Replies
thread-nav-tasks = Letters and calls

# Shared
thread-all = All
thread-none-chosen = None chosen
thread-not-yet = Not yet
thread-save = Save
thread-older = Older
thread-more = More
thread-overdue = Overdue
thread-see-public = What the public sees
thread-download-csv = Download as a spreadsheet (CSV)
thread-filter-state = State
thread-what-happened = What happened
thread-publish-title = Publish

# Decisions
thread-decisions-title = Decisions
thread-decisions-lede = What was decided, which themes were weighed, and why.
thread-decisions-none = There is no decision here yet.
thread-decision-new = New decision
thread-decision-edit = Change the decision
thread-decision-state-draft = Draft
thread-decision-state-recorded = Recorded
thread-decision-state-published = Published
thread-decision-state-superseded = Superseded
thread-outcome-change = Something changes
thread-outcome-no-change = Nothing changes
thread-taken-by-meeting = The body, at a meeting
thread-taken-by-person = A person with delegated power
thread-learned-from-comments = Comments
thread-learned-from-compliments = Compliments
thread-learned-from-concerns = Concerns
thread-learned-from-complaints = Complaints
thread-learned-from-friends-and-family = Friends and Family Test
thread-learned-from-survey = A survey or consultation
thread-learned-from-healthwatch = Healthwatch
thread-learned-from-engagement = An event, group or meeting
thread-learned-from-story = A patient’s or carer’s story
thread-influence-changed = Changed the decision
thread-influence-partly = Changed part of the decision
thread-influence-not-changed = Weighed, and changed nothing
thread-decision-field-title = Title
thread-decision-field-title-hint = In a few words, as the public will see it
thread-decision-field-on = Date of the decision
thread-decision-field-on-hint = For example, 27 3 2026. Leave it empty while this is a draft.
thread-decision-field-by = Who decided
thread-decision-field-meeting = Meeting
thread-decision-field-meeting-hint = For example, Governing Body, item 7. Needed when the body decided.
thread-decision-field-person = Name
thread-decision-field-person-hint = Needed when a person with delegated power decided. The public sees the role, not the name.
thread-decision-field-role = Role
thread-decision-field-decided = What was decided
thread-decision-field-decided-hint = Say it so that anyone can understand it
thread-decision-field-outcome = What comes of it
thread-decision-field-reasons = Reasons
thread-decision-field-reasons-hint = Always needed when nothing changes
thread-decision-field-learned = Where the learning came from
thread-decision-field-learned-hint = When this is an improvement because of what people told you
thread-weighed-title = Themes that were weighed
thread-weighed-lede = A decision weighs at least one theme. Say how each was weighed, and what it did.
thread-weighed-none = No theme has been weighed yet.
thread-weighed-add = Add a theme
thread-weighed-change = Change
thread-weighed-read = Read what people said
thread-weighed-voices = { $count ->
    [one] One voice.
   *[other] { $count } voices.
}
thread-weighing-of = Weighing: { $theme }
thread-weighing-for = For the decision “{ $decision }”.
thread-theme = Theme
thread-weighing-how = How it was weighed
thread-weighing-how-hint = What those who decided had in front of them, and what they thought of it
thread-weighing-influence = What it did
thread-weighing-why = Why
thread-weighing-why-hint = Always needed when it changed nothing
thread-weighing-remove = Leave this theme out
thread-record-title = Record the decision
thread-record-lede = Once recorded, a decision is never edited. A wrong one is superseded by another, and both stay.
thread-record-button = Record the decision
thread-decision-publish-lede = The decision, its reasons and how each theme was weighed go on the public pages.
thread-decision-publish = Publish the decision
thread-supersede-title = Put it right
thread-supersede-lede = Begin a new decision in the place of this one. This one stays readable and says so.
thread-supersede-button = Begin one that supersedes it
thread-impact-title = What difference it made
thread-impact-none = Nothing has been entered yet.
thread-impact-difference = The difference
thread-impact-difference-hint = What is better, worse or the same since, for whom
thread-impact-evidence = How we know
thread-impact-add = Add
thread-decisions-public = Decisions
thread-decisions-public-lede = What was decided, what was weighed, and why.
thread-decisions-public-none = No decision has been published yet.
thread-decision-superseded = Another decision has taken the place of this one.
thread-weighed-public = What we weighed

# Actions
thread-action = Action
thread-actions-title = Actions
thread-actions-none = There is no action here.
thread-actions-none-here = No action follows from this yet.
thread-actions-none-public = No action follows from this.
thread-actions-show-all = All
thread-actions-show-open = Open
thread-actions-show-overdue = Overdue
thread-actions-show-mine = Mine
thread-action-new = New action
thread-action-edit = Change the action
thread-action-status = State
thread-action-state-planned = Planned
thread-action-state-under-way = Under way
thread-action-state-done = Done
thread-action-state-not-done = Not done
thread-action-from-decision = From the decision
thread-action-from-theme = Answers the theme “{ $theme }”.
thread-action-field-title = What will change
thread-action-field-title-hint = Or what will be done. In words that the public will see.
thread-action-owner = Owner
thread-action-owner-hint = A role rather than a name: it goes on public pages
thread-action-mine-legend = Is it yours?
thread-action-mine = I own this action
thread-action-due = Due
thread-action-due-hint = For example, 27 3 2026
thread-action-by = by { $date }
thread-action-measure = How we will know
thread-action-measure-hint = What will be different, and how it will show
thread-action-why = Why it is changed
thread-action-why-hint = Moving a date needs a reason
thread-action-history = What happened so far
thread-action-history-none = Nothing has been reported yet.
thread-action-progress = Progress
thread-action-progress-hint = What was done since
thread-action-progress-add = Add progress
thread-action-close = Close the action
thread-action-close-how = How it ended
thread-action-outcome = Outcome
thread-action-outcome-hint = What came of it. Always needed.

# Files
thread-documents = Evidence
thread-documents-none = No file is attached.
thread-document-size = ({ $kilobytes } KB)
thread-document-withdrawn = { $name }: withdrawn. { $reason }
thread-document-withdraw = Withdraw
thread-document-why = Why it is withdrawn
thread-document-add = Add a file
thread-document-add-hint = PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or a picture, up to 20 MB
thread-document-attach = Attach

# Replies
thread-replies-title = Replies
thread-replies-lede = Written once for everyone who made the same point, and told to each of them.
thread-replies-none = There is no reply here yet.
thread-replies-none-here = No reply tells of this yet.
thread-reply-new = New reply
thread-reply-edit = Change the reply
thread-reply-state-draft = Draft
thread-reply-state-approved = Approved
thread-reply-state-published = Published
thread-reply-by = Written by { $name }
thread-reply-approved-by = approved by { $name }
thread-reply-delivering = on its way
thread-reply-delivering-text = It is still on its way to some of them.
thread-reply-field-title = Title
thread-reply-field-title-hint = The public sees it, and it is the subject of the e-mail
thread-reply-field-themes = Themes that it answers
thread-reply-field-themes-hint = Everyone whose words make one of these points gets the reply
thread-reply-field-decision = Decision that it tells of
thread-you-said = You said
thread-you-said-hint = What people told you, in a sentence or two
thread-we-did = We did
thread-we-did-not = What we did about it
thread-we-did-hint = What changed, what will change, or what you did about it
thread-because = Because
thread-because-hint = Always needed when nothing changes
thread-reach-title = Who will get it
thread-reached-title = Who got it
thread-reach-voices = { $count ->
    [0] Nobody has made these points yet.
    [one] It answers one voice.
   *[other] It answers { $count } voices.
}
thread-reach-emails = { $count ->
    [0] No e-mail will leave.
    [one] One e-mail will leave.
   *[other] { $count } e-mails will leave, one to each address.
}
thread-reach-list = Voice by voice
thread-way-e-mail = By e-mail
thread-way-letter = By letter
thread-way-telephone = By telephone
thread-way-social-media = Where they spoke on social media
thread-way-follow-page = Only on their own page: they asked for no more
thread-way-no-address = Only on their own page: they left no address
thread-way-unsubscribed = Only on their own page: they left the mailings
thread-way-all = Everyone, on the page that their reference opens, and on “You said, we did”
thread-approve-title = Second pair of eyes
thread-approve-lede = Read it as those who spoke will. You can approve it before it is published.
thread-approve-own = Somebody else can approve what you wrote.
thread-approve-button = Approve
thread-reply-publish-lede = It goes on the public page, and to everyone who made one of these points, each in the way they asked for. It cannot be taken back.
thread-reply-publish = Publish the reply
thread-told-title = Where it was told
thread-told-none = Nowhere yet.
thread-told-channel = It was also told
thread-told-on = When
thread-told-note = Where, or to whom
thread-told-add = Add
thread-told-public = What we told people
thread-reply-channel-website = On the website
thread-reply-channel-forum = At a forum
thread-reply-channel-seminar = At a seminar
thread-reply-channel-event = At a meeting or event
thread-reply-channel-network = Through the e-network
thread-reply-channel-social-media = On social media
thread-reply-channel-newsletter = In a newsletter
thread-reply-channel-network-meeting = At a network’s meeting
thread-reply-channel-personal = By personal contact
thread-reply-channel-letter-of-thanks = By letter of thanks

# Letters and calls
thread-tasks-title = Letters and calls
thread-tasks-lede = People who asked for a letter or a call, or who spoke on social media. Names and addresses are shown when you ask for them; that you looked is logged.
thread-tasks-none = There is nothing to do here.
thread-tasks-way = Way
thread-tasks-show-names = Show names and addresses
thread-tasks-needs = They need:
thread-tasks-note = Note
thread-tasks-done = Done
thread-tasks-failed = Could not be done
thread-task-state-open = To do
thread-task-state-done = Done
thread-task-state-failed = Could not be done

# Leaving the mailings
thread-unsubscribe-title = Stop e-mails
thread-unsubscribe-text = You will get no more e-mails about what you told us. You can still use your reference to see what became of it.
thread-unsubscribe-button = Stop e-mails
thread-unsubscribed-title = You will get no more e-mails
thread-unsubscribed-text = You can still use your reference to see what became of what you told us.

# You said, we did
thread-you-said-title = You said, we did
thread-you-said-lede = What people told { $body }, and what became of it.
thread-you-said-none = No reply has been published yet.
thread-you-said-none-action = Tell us what you think
thread-you-said-csv = Download this list as a spreadsheet (CSV)
thread-search = Search
thread-answers = { $count ->
    [one] This answers one person’s words.
   *[other] This answers what was said { $count } times.
}
thread-decided-as = Decided as: { $title }

done-decision-drafted = The draft was saved.
done-decision-saved = The decision was saved.
done-decision-recorded = The decision is recorded.
done-decision-published = The decision is published.
done-impact-added = The difference was added.
done-document-attached = The file was attached.
done-document-withdrawn = The file was withdrawn.
done-action-added = The action was added.
done-action-saved = The action was saved.
done-action-progress = The progress was added.
done-action-closed = The action is closed.
done-reply-drafted = The draft was saved.
done-reply-saved = The reply was saved.
done-reply-approved = The reply is approved.
done-reply-published = The reply is published. It is on its way to everyone who spoke.
done-reply-told = That was added.
done-task-finished = That was noted.

# What stands in the way
thread-action-due-missing = Enter the day by which it is due
thread-action-state-choose = Choose how it ended
thread-task-state-choose = Choose whether it was done
thread-theme-choose = Choose a theme
thread-told-channel-missing = Choose where it was told
