# Every sentence of Ringcode, in English: the page, the text message, the call.
#
# A language is one such file, in a folder named by its tag; tests/languages.rs lists
# what one lacks. Plain words: nobody is told off, and each refusal says what to do next.

## The language itself. `voice` and `voice-language` are Plivo's.

language-name = English
direction = ltr
voice = Polly.Joanna
voice-language = en-US

## Spans of time and moments

seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
# From now on: “You can ask for another text in 24 seconds.”
later = in { $span }
# The same for a longer wait, with the time on the clock.
later-at = in { $span } (at { $clock })
# Beside a button, short.
wait-seconds = in { $count } s
wait-minutes = in { $count } min

## Every screen

progress = Progress
progress-number = Number
progress-code = Code
progress-done = Done
problem = There is a problem
error-title = Error: { $title }
language = Language
support = Help
handset = Open the handset
try-again = Try again
start-over = Start over
offline = You're offline. What you typed is kept.

## The number

phone-title = Verify your phone number
phone-why = We'll text you a { $digits }-digit code to check that the number is yours.
country = Country
country-choose = Choose a country
country-search = Search by name or code
country-found = { $count ->
    [0] No country found
    [one] { $count } country
   *[other] { $count } countries
}
close = Close
phone = Mobile phone number
phone-example = For example { $number }
send-code = Send code
sending = Sending…
rates = Message rates may apply.

## The code

code-title = Enter your code
code = { $digits }-digit code
code-hint = It works for another { $span }. We check it as soon as you have entered { $digits } digits.
code-time = The code works for another { $span }.
sent-to-text = Enter the { $digits }-digit code we sent to { $number }
sent-to-call = Enter the { $digits }-digit code we read out to { $number }
verify = Verify
checking = Checking…
change-number = Change number
send-again = Send again
send-again-now = You can ask for another text now.
call-me = Call me instead
call-me-now = You can ask for a call now.
calling = Calling…
call-how = An automated voice asks for a key press, then reads the code 3 times.
call-from = The call comes from { $number }.

## How far the message got

text-sending = Sending the text…
text-unknown = We can't tell yet whether the text was sent.
text-sent = The text is on its way.
text-sent-again = Sent again at { $clock }. It's on its way.
text-slow = Texts can take a few minutes. You can also get a call.
text-delivered = The text was delivered at { $clock }.
text-failed = The text didn't get through. We can call you with a code.
call-placing = Calling you…
call-unknown = We can't tell yet whether the call was placed.
call-ringing = Your phone is ringing.
call-answered = Listen for { $digits } digits: we say them 3 times.
call-ended = The call has ended.
call-busy = The line was busy. You can try again.
call-no-answer = Nobody answered. You can try again.
call-voicemail = A voicemail answered, so we didn't say the code.
call-failed = The call didn't get through.

## The code is over

code-over-title = You need a new code
locked-title = Too many wrong codes
code-over-expired = That code expired at { $clock }. Send a new one below.
code-over-used-up = That code has had all its tries. Send a new one below.

## Done, and pages that only say something

done-title = Your phone number is verified
done = That's all. You can go back to where you came from.
verify-another = Verify another number
unavailable-title = We can't do this right now
unavailable = Something on our side isn't working. Nothing was sent and nothing was lost. Try again in a few seconds.
unreadable-title = We couldn't read that
unreadable = What arrived here didn't come from our page. Nothing was sent.
missing-title = There is no such page
missing = The address may be mistyped.

## Refusals

phone-missing = Enter your mobile phone number.
country-missing = Choose a country, or start the number with + and its country code.
country-unknown = No country has that country code. Check the digits after the +.
country-not-served = We can't send codes to that country. Use a number of another one.
number-not-served = We can't send codes to that kind of number. Use your mobile number.
call-not-served = We can't call that kind of number. You can ask for the text again.
phone-unreadable = That isn't a phone number. Use digits only, such as { $number }.
phone-too-short = That number is too short. Check that no digit is missing.
phone-too-long = That number is too long. Check that there is no digit too many.
phone-wrong-length = Numbers in that country have a different length. Check the digits.
code-missing = Enter the { $digits }-digit code.
code-shape = The code has { $digits } digits. You entered { $typed }.
code-wrong = That code isn't right. Check it and try again. { $tries ->
    [one] { $tries } try left.
   *[other] { $tries } tries left.
}
code-expired = That code has expired. Send a new one.
code-used-up = That code has had all its tries. Send a new one.
flow-locked = You've used all your tries. Start over to get a new code.
phone-locked = This number has had too many wrong codes. You can try again { $later }.
text-too-soon = You can ask for another text { $later }.
call-too-soon = You can ask for a call { $later }.
no-sends-left = Codes already sent still work. Start over to get another.
no-calls-left = We've called you as often as we can. The code still works.
no-numbers-left = You've tried several numbers. Start over to try another.
phone-rested = This number has had several messages. You can ask for another { $later }. Codes already sent still work.
text-down = We can't send texts at the moment. Nothing was sent. Try again { $later }.
call-down = We can't call at the moment. A text still works. Try again { $later }.
client-rested = There were many requests from your network. Try again { $later }.
service-rested = We're sending more messages than usual. Try again { $later }.
text-unreachable = That number can't get texts from us. Check it, or use another one.
call-unreachable = We can't call that number. You can ask for the text again.
text-not-sent = We couldn't send the text. Nothing was sent: try again in a moment.
call-not-sent = We couldn't place the call. Try again in a moment.
text-maybe-sent = We can't tell whether the text was sent. If it doesn't arrive, send it again.
call-maybe-sent = We can't tell whether the call was placed. If it doesn't ring, ask again.
start-again = That took too long. Start again with your number.
already-verified = Your phone number is verified already.

## The text message: one segment. The code ends a sentence of its own: with
## “…123456 and it will expire” iOS did not find it.

text = Your { $brand } code is { $code }. It expires in { $span }. Don't share it with anyone.

## The call, as it is spoken

spoken-greeting = Hello. This is an automated call from { $brand }, with the code you asked for.
spoken-press = To hear your code, press { $key }.
spoken-wrong-key = That was a different key.
spoken-code = Your { $brand } code is
spoken-again = Again, your code is
spoken-expires = It expires in { $span }.
spoken-repeat = To hear it again, press { $key }.
spoken-goodbye = Goodbye.
spoken-no-key = We did not get the right key, so no code was read. Goodbye.
spoken-expired = This code has expired. Goodbye.

## Pages in place of an empty answer, and what is said once a wait is over

go-to-start = Go to the start page
elsewhere-title = Open the page at its own address
elsewhere = The page you came from was opened at an address that we don't know. Nothing was sent. Go on here:
too-large-title = That is too long
too-large = More was entered than a number or a code can be. Nothing was sent.
too-slow-title = That didn't reach us in time
too-slow = What you entered took too long to get here. Nothing was sent. Check your connection.
busy = Many people are here at the moment. Nothing was sent. Try again in a few seconds.
broke = Something on our side isn't working, and we can't tell whether anything was sent. If nothing arrives, try again.
wait-over = That was too early by a moment. You can try again now.
