# Voices and themes: the inbox, coding, codebooks, review, figures, the follow page.

thread-nav-follow = Follow what you said
thread-nav-voices = Voices
thread-nav-code = Theme
thread-nav-review = Review
thread-nav-codebooks = Codebooks
thread-nav-figures = Figures

# Closed words
thread-kind-comment = Comment
thread-kind-compliment = Compliment
thread-kind-idea = Idea
thread-kind-concern = Concern
thread-about-service = About a service
thread-about-commissioner = About the commissioner
thread-channel-website = Website
thread-channel-letter = Letter
thread-channel-telephone = Telephone
thread-channel-e-mail = E-mail
thread-channel-event = Event
thread-channel-meeting = Meeting in public
thread-channel-social-media = Social media
thread-channel-in-person = In person
thread-channel-card = Card
thread-channel-friends-and-family = Friends and Family Test
thread-channel-survey = Survey
thread-channel-partner = Through a partner
thread-channel-import = From a file
thread-capacity-individual = For themselves
thread-capacity-representative = For somebody they care for
thread-capacity-organisation = For an organisation
thread-capacity-staff = As a member of staff
thread-capacity-elected = As an elected member
thread-capacity-not-stated = Not stated
thread-preferred-none = No answer needed
thread-preferred-e-mail = By e-mail
thread-preferred-letter = By letter
thread-preferred-telephone = By telephone
thread-preferred-social-media = On social media
thread-state-received = Counted
thread-state-excluded = Left out
thread-state-withdrawn = Taken back
thread-state-erased = Erased
thread-state-all = All, whatever their state
thread-score-1 = Very good
thread-score-2 = Good
thread-score-3 = Neither good nor poor
thread-score-4 = Poor
thread-score-5 = Very poor
thread-score-6 = Don't know
thread-score-none = No score
thread-source-feedback-tell-us = 'Tell us' form
thread-source-feedback-staff = entered by staff
thread-source-feedback-import = imported from a file
thread-exclusion-duplicate = The same person sent the same thing twice
thread-exclusion-spam = An advertisement, or sent by a machine
thread-exclusion-test = A trial of the form
thread-exclusion-out-of-scope = Not about any service or body here
thread-exclusion-complaint = A complaint, dealt with as a complaint
thread-exclusion-passed-on = For another body, and passed on
thread-exclusion-abuse = Abuse and nothing else
thread-redaction-names-speaker = Names or points to the person who spoke
thread-redaction-names-other = Names or points to somebody else
thread-redaction-details = An address, a number or a date of birth
thread-redaction-health = Somebody's health could be traced to them
thread-redaction-harm = May harm somebody or a case
thread-ground-request = Erased because the person asked for it
thread-ground-objection = Erased because the person objected to our keeping it
thread-ground-retention = Erased because it was kept as long as it may be
thread-ground-unlawful = Erased because it should not have been taken
thread-theme-active = In use
thread-theme-merged = Merged into another theme
thread-theme-retired = No longer offered
thread-assignment-suggested = suggested, not counted
thread-assignment-assigned = given
thread-assignment-rejected = taken off
thread-review-agreed = Agreed
thread-review-disagreed = Disagreed
thread-change-added = added
thread-change-renamed = changed
thread-change-merged = merged into another theme
thread-change-took-in = took in another theme
thread-change-split = split
thread-change-moved = voices moved to another theme
thread-change-retired = no longer offered
thread-change-restored = offered again
thread-yes = Yes
thread-no = No
thread-any = Any
thread-choose = Choose
thread-cancel = Cancel
thread-voice-save = Save
thread-save-next = Save and next
thread-more-than = more than { $n }

# What can be wrong
thread-redaction-missing = Choose why the words are covered
thread-redaction-same = Put [...] in place of the details, then save
thread-exclusion-missing = Choose why it is left out
thread-ground-missing = Choose the ground for erasing
thread-erase-confirm = Enter the reference of this voice to confirm
thread-review-none = Choose whether you agree with at least one theme
thread-code-none = Choose at least one theme, or skip this voice
thread-bulk-no-theme = Choose a theme
thread-bulk-none-ticked = Tick at least one voice
thread-share-missing = Choose who to share it with
thread-position-form = The place must be a whole number from 1
thread-merge-missing = Choose the theme to merge into
thread-merge-sure = Confirm that the themes are to be merged
thread-withdraw-sure = Confirm that you want to take it back
thread-follow-not-one = Enter your reference: 16 letters and numbers, like 7K3M-9QXT-4B2D-W8PA
thread-follow-unknown = We have nothing with this reference. Check each letter and number

# What was done
done-thread-bulk = The themes were saved.
done-thread-coded = The themes were saved.
done-thread-coded-last = The themes were saved. That was the last voice of the list.
done-thread-undone = The last change was undone.
done-thread-noted = The note was saved.
done-thread-excluded = Left out of the figures.
done-thread-restored = Counted again.
done-thread-redacted = The covered words were saved. The original stays, for those who may see it.
done-thread-erased = The words and the person are erased.
done-thread-reviewed = Your review was saved.
done-thread-codebook-made = The codebook was made. Now add its themes.
done-thread-codebook-shared = The codebook is shared.
done-thread-theme-added = The theme was added.
done-thread-theme-changed = The theme was changed.
done-thread-theme-merged = The themes are merged. Voices of large themes follow within minutes.
done-thread-theme-retired = The theme is no longer offered. Its voices keep it.
done-thread-theme-restored = The theme is offered again.
done-thread-theme-split = The new theme was made and has the voices you chose.
done-thread-withdrawn = You have taken back what you said.

# What happened, in the history of a voice
thread-event-thread-voice-received = Received
thread-event-thread-voice-received-again = Sent again
thread-event-thread-voice-coded = Themes changed
thread-event-thread-voice-noted = Note written
thread-event-thread-voice-excluded = Left out of the figures
thread-event-thread-voice-restored = Counted again
thread-event-thread-voice-redacted = Words covered
thread-event-thread-voice-withdrawn = Taken back by the person
thread-event-thread-voice-erased = Erased
thread-event-thread-voice-reviewed = Reviewed
thread-event-thread-voice-original-seen = Original words looked at
thread-event-thread-voice-contact-seen = Contact details looked at

# The inbox
thread-inbox-title = Voices
thread-inbox-counts = { $counted } counted of { $received } received.
thread-inbox-unthemed = Not yet themed: { $n } of { $of }
thread-inbox-to-review = To review: { $n }
thread-inbox-found = { $n ->
    [one] 1 voice found.
   *[other] { $n } voices found.
}
thread-inbox-found-more = More than { $n } voices found.
thread-inbox-csv = Download as a spreadsheet file (CSV)
thread-inbox-csv-most = The file holds the first { $n }. Narrow the dates to take the rest.
thread-inbox-code = Theme these one by one
thread-inbox-none = No voice matches these filters.
thread-inbox-all = Show all voices
thread-inbox-empty = Nobody has said anything yet.
thread-inbox-first = See the form where people tell you
thread-filter-words = Words
thread-filter-theme = Theme
thread-filter-themed = Themed or not
thread-filter-service = Service
thread-filter-from = Said from
thread-filter-until = Said until
thread-filter-more = More filters
thread-filter-channel = How it came
thread-filter-kind = Kind
thread-filter-about = About
thread-filter-score = Friends and Family score
thread-filter-source = Door
thread-filter-voice-state = State
thread-filter-answered = Reply
thread-filter-translation = Translation
thread-filter-language = Language code
thread-filter-review = Review
thread-filter-sort = Order
thread-any-service = Any service
thread-any-score = Any score
thread-any-source = Any door
thread-any-channel = Any way
thread-any-kind = Any kind
thread-any-about = Any
thread-any-theme = Any theme
thread-service-none = No service named
thread-service-unnamed = A service of another list
thread-themed-no = Not yet themed
thread-themed-yes = Themed
thread-answered-no = No reply yet
thread-answered-yes = Has a reply
thread-translation-yes = Needs translation
thread-translation-no = Needs none
thread-review-yes = To be reviewed by me
thread-sort-newest = Newest first
thread-sort-oldest = Oldest first
thread-tick = Tick
thread-tick-all = Tick every voice on this page
thread-no-theme = Not yet themed
thread-read-all = Read it all
thread-of-voice = (voice { $reference })
thread-words-gone = The words are erased.
thread-needs-translation-from = Needs translation: { $language }
thread-answered = Has a reply
thread-bulk-title = Give a theme to several voices
thread-bulk-theme = Theme to give or take
thread-bulk-do = What to do
thread-bulk-add = Give the theme
thread-bulk-remove = Take the theme off
thread-bulk-scope = Which voices
thread-bulk-ticked = Those that are ticked
thread-bulk-all = All that match the filters
thread-bulk-go = Save themes
thread-bulk-exclude-title = Leave ticked voices out of the figures
thread-bulk-exclude = Leave out
thread-exclusion-reason = Why it is left out
thread-bulk-confirm-add = Give these themes to every voice found?
thread-bulk-confirm-remove = Take these themes off every voice found?
thread-bulk-more-title = Not finished yet
thread-bulk-count = { $n ->
    [one] 1 voice matches the filters.
   *[other] { $n } voices match the filters.
}
thread-bulk-count-more = More than { $n } voices match the filters. They are done in steps of 10,000.
thread-bulk-so-far = { $n } voices are done and saved. Press the button to go on.
thread-bulk-confirm = Yes, save
thread-bulk-carry-on = Go on

# One voice
thread-voice-title = Voice { $reference }
thread-back-to-list = Back to the voices
thread-previous = Previous voice
thread-next = Next voice
thread-some-covered = Personal details are covered, marked […].
thread-original-title = As it was written
thread-original-show = Show as it was written
thread-look-logged = That you looked is logged.
thread-fact-what = What it is
thread-fact-said = Said on
thread-fact-received = Received
thread-fact-received-by = { $at }, { $source }
thread-fact-capacity = Spoke
thread-fact-service = Service
thread-fact-how = How it came
thread-fact-publish = May be published
thread-fact-reply = First reply
thread-publish-yes = Yes, without a name
thread-publish-no = No
thread-reply-none = None yet
thread-contact-title = Who spoke
thread-contact-show = Show name and address
thread-contact-none = They left no name or address.
thread-contact-name = Name
thread-contact-email = E-mail
thread-contact-telephone = Telephone
thread-contact-address = Address
thread-contact-preferred = Prefers
thread-contact-wants-reply = Wants a reply
thread-contact-needs = Needs
thread-trail-title = What became of it
thread-trail-decision = Decision:
thread-trail-action = Action:
thread-trail-reply = Reply:
thread-assignments-title = Who gave which theme
thread-notes-title = Notes
thread-notes-none = No notes.
thread-note-label = Add a note
thread-note-hint = Staff only. The person who spoke does not see it.
thread-note-save = Save note
thread-history-title = History
thread-history-none = Nothing yet.
thread-themes-title = Themes
thread-suggested = suggested
thread-no-codebook = There is no codebook yet.
thread-no-codebook-link = Make a codebook
thread-redact-title = Cover personal details
thread-redact-label = Words to show instead
thread-redact-hint = Put […] in place of names, addresses and numbers. Change nothing else.
thread-redaction-reason = Why they are covered
thread-redact-save = Save covered words
thread-uncover = Show the original words again
thread-exclude-title = Leave out of the figures
thread-exclude-means = It stays readable, and is counted as left out, with the reason.
thread-exclude = Leave out
thread-restore-title = Count it again
thread-restore = Count it again
thread-erase-title = Erase for good
thread-erase-means = The words, the name and the notes are gone for good. That there was a voice stays counted. This cannot be undone.
thread-ground = Ground
thread-erase-type = Enter { $reference } to confirm
thread-erase = Erase for good

# Coding
thread-code-title = Theme voice by voice
thread-code-left = { $n ->
    [0] No voice is left to theme.
    [one] 1 voice is not yet themed.
   *[other] { $n } voices are not yet themed.
}
thread-code-left-in-list = { $n ->
    [0] No voice in this list.
    [one] 1 voice in this list.
   *[other] { $n } voices in this list.
}
thread-code-left-more = More than { $n } are left.
thread-code-undo = Undo the last one
thread-code-done = You have come to the end.
thread-code-again = Start again with those you skipped
thread-code-skip = Skip
thread-code-unsure = Not sure? Leave a note
thread-code-unsure-hint = Staff only.
thread-code-note = Save note and next
thread-code-book = Codebook
thread-code-book-use = Use this codebook
thread-code-keys = Keys: the letter or number of a theme ticks it, Enter saves, s skips, u undoes.

# Codebooks and themes
thread-codebooks-title = Codebooks
thread-codebooks-none = There is no codebook yet. A codebook is a list of themes to read with.
thread-codebook = Codebook
thread-codebook-themes = Themes
thread-codebook-neighbours = Kept by a neighbour
thread-codebook-new = Make a codebook
thread-codebook-name = Name of the codebook
thread-codebook-name-hint = For example, Standing feedback
thread-codebook-about = What it is for
thread-codebook-project = Project or consultation
thread-codebook-project-hint = Leave empty for standing feedback
thread-codebook-share-with = Share with
thread-codebook-share-hint = A neighbour who shares it reads with the same themes. Each sees only its own voices.
thread-codebook-share = Share this codebook
thread-codebook-make = Make the codebook
thread-codebook-kept-by = Kept by { $body }.
thread-codebook-shared-with = Shared with
thread-codebook-csv = Download as a spreadsheet file (CSV)
thread-codebook-empty = This codebook has no themes yet.
thread-a-theme = Theme
thread-reference = Reference
thread-theme-new = Add a theme
thread-theme-name = Name of the theme
thread-theme-name-hint = A few words, for example Waiting for an appointment
thread-theme-definition = What belongs to it
thread-theme-definition-hint = Say what belongs here and what does not, so that two people choose alike
thread-theme-parent-label = Stands under
thread-theme-parent-none = No other theme
thread-theme-key = Key
thread-theme-key-hint = One letter or number that ticks it while coding. s and u are taken
thread-theme-place = Place in the list
thread-theme-add = Add the theme
thread-theme-answered = With a reply
thread-theme-overdue = No reply within { $days } days
thread-theme-version = Version
thread-theme-change = Rename or redefine
thread-theme-retire = Offer it no longer
thread-theme-restore = Offer it again
thread-versions-title = What it was
thread-merge-title = Merge into another theme
thread-merge-means = { $n ->
    [one] Its 1 voice moves to the other theme. This theme stays readable.
   *[other] Its { $n } voices move to the other theme. This theme stays readable.
}
thread-merge-into = Merge into
thread-merge-sure-label = Yes, merge. It cannot be undone in one step
thread-merge = Merge
thread-split-link = Split: make a new theme of some of its voices
thread-split-title = Split '{ $theme }'
thread-split-means = Name the new theme and tick the voices that move to it. The rest stay.
thread-split-name = Name of the new theme
thread-split-voices = Voices that move
thread-split-retire = Offer the old theme no longer
thread-split = Make the new theme
thread-split-empty = This theme has no voices to move.

# Review
thread-review-title = Review
thread-review-lede = Look again at themes that somebody else gave. You do not see your own here.
thread-review-left = { $n ->
    [0] Nothing is left to review.
    [one] 1 voice to review.
   *[other] { $n } voices to review.
}
thread-review-agree = I agree
thread-review-disagree = Take it off
thread-review-by = Given by { $name }, { $at }
thread-review-others = Give it other themes
thread-review-done = You have come to the end.
thread-review-again = Start again with those you skipped

# Figures
thread-figures-title = Figures
thread-figures-voices = Voices
thread-figures-open = { $label }: open the voices
thread-figures-picture = The same figures are in the table below.
thread-figures-many = A voice can have several themes, so the themes together can be more than the voices.
thread-figures-waiting = No reply yet: { $n }
thread-figures-month-title = Voices by month
thread-figures-month-heading = Month
thread-figures-month-finding = Most voices were in { $month }: { $n }
thread-figures-theme-title = Voices by theme
thread-figures-theme-of = Themes: { $codebook }
thread-figures-theme-heading = Theme
thread-figures-theme-finding = '{ $theme }' is raised most, by { $n } voices
thread-figures-service-title = Voices by service
thread-figures-service-heading = Service
thread-figures-channel-title = How they came
thread-figures-channel-heading = Way
thread-figures-kind-title = Voices by kind
thread-figures-kind-heading = Kind
thread-figures-about-title = What they are about
thread-figures-about-heading = About
thread-figures-score-title = Friends and Family score
thread-figures-score-heading = Score
thread-figures-source-title = Doors they came through
thread-figures-source-heading = Door
thread-reconciled-title = Everything that was received is accounted for
thread-reconciled-received = Received
thread-reconciled-counted = Counted
thread-reconciled-excluded = Left out, each with a reason
thread-reconciled-withdrawn = Taken back by the person
thread-reconciled-erased = Erased

# Front pages
thread-panel-title = How many voices have a reply
thread-panel-share = { $answered } of { $counted } voices have a reply ({ $share }).
thread-panel-waiting = { $n ->
    [one] 1 voice waits for a reply, for { $oldest }.
   *[other] { $n } voices wait for a reply, the oldest for { $oldest }.
}
thread-panel-overdue = { $n ->
    [one] 1 has waited longer than the { $days } days we allow ourselves.
   *[other] { $n } have waited longer than the { $days } days we allow ourselves.
}
thread-panel-none-overdue = None has waited longer than the { $days } days we allow ourselves.
thread-panel-ages = How long they have waited
thread-panel-ages-title = Voices without a reply, by days since they were said
thread-panel-age = { $from } to { $to } days
thread-panel-age-over = { $from } days or more
thread-panel-all = Every voice has a reply.
thread-panel-ysyd = You said, we did
thread-panel-empty = Nobody has told us anything here yet.
thread-panel-follow = Follow what you said
thread-due-title = To do
thread-due-none = Nothing is waiting for you.
thread-due-unthemed = Not yet themed: { $n }
thread-due-overdue = Overdue for a reply: { $n }
thread-due-review = To review: { $n }
thread-due-translation = Need translation: { $n }
thread-due-actions = Actions overdue: { $n }
thread-due-tasks = Letters and calls to do: { $n }
thread-due-coverage = { $answered } of { $counted } have a reply.
thread-due-figures = Figures

# The follow page
thread-follow-ask-title = What is your reference?
thread-follow-ask-hint = 16 letters and numbers, like 7K3M-9QXT-4B2D-W8PA. Spaces, dashes and small letters do not matter.
thread-follow-ask-button = Continue
thread-follow-lost = If you have lost your reference, we cannot look it up. You can tell us again.
thread-follow-title = What became of what you said
thread-follow-state-waiting = We have what you said. You should have a reply by { $due }.
thread-follow-state-overdue = We have what you said. We are late: we mean to reply within { $days } days.
thread-follow-state-answered = We have replied to what you said.
thread-follow-state-excluded = What you said is not counted in our figures. This is why:
thread-follow-state-withdrawn = You have taken back what you said. It is no longer counted.
thread-follow-state-erased = What you said has been erased.
thread-follow-you-said = You said
thread-follow-we-did = We did
thread-follow-no-change = We did not change it
thread-follow-because = Because
thread-follow-replied-on = Replied on { $on }
thread-follow-what-you-said = What you said
thread-follow-covered = Personal details are covered, marked […], so that nobody else can read them here.
thread-follow-reference = Reference
thread-follow-to = Said to
thread-follow-received = Received
thread-follow-themes = The points you made
thread-follow-no-themes = Nobody has read it for its points yet.
thread-follow-decisions = Decisions that considered it
thread-follow-decided-on = Decided on { $on }
thread-follow-actions = What is being done
thread-follow-action-planned = Planned, by { $due }.
thread-follow-action-under-way = Under way, by { $due }.
thread-follow-action-done = Done.
thread-follow-action-not-done = Not done.
thread-follow-receipt = Your receipt
thread-follow-receipt-text = This proves that we have what you said and that nobody has changed it. Print it or keep a copy.
thread-follow-digest = Digest, to read out and compare:
thread-follow-signed = Show the signed line
thread-follow-check = Check this receipt
thread-follow-unhappy = If you are unhappy
thread-follow-more = Tell us something else
thread-withdraw-link = Take back what you said
thread-withdraw-title = Take back what you said
thread-withdraw-means = It will no longer count, and we will not reply to it. This cannot be undone.
thread-withdraw-erase = The words stay in our record. If you want them erased, contact us with your reference.
thread-withdraw-question = Are you sure?
thread-withdraw-yes = Yes, take it back
thread-withdraw-button = Take it back
