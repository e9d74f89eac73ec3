# Every sentence of Ringcode, in English: of the page, the text message and the call.
#
# A language is one such file, in a folder with its tag as the name; tests/languages reports what
# one lacks. Plain words: no sentence scolds, and each refusal says what to do next. Write plain
# spaces and hyphens: on the page `typeset.rs` keeps together what a line must not break. No
# sentence ends in { $clock }, because a time may end in a full stop of its own (“p.m.”).

## The language itself. `voice` and `voice-language` are Plivo's; `sentence-space` stands
## between two sentences.

language-name = English
direction = ltr
voice = Polly.Joanna
voice-language = en-US
sentence-space = { " " }

## Durations and times of day

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
# A time of day: in the person's time zone, and in UTC if that is not known: “14:31”, “14:31 UTC”.
clock = { $clock }
clock-utc = { $clock } UTC
# A wait: “You can ask for another text in 24 seconds.”
later = in { $span }
# A longer wait, with the time of day at its end.
later-at = in { $span } (at { $clock })
# A wait after the label of a button, short; screen readers read `later`.
wait-seconds = (in { $count } s)
wait-minutes = (in { $count } min)

## Every screen

progress = Progress
progress-number = Number
progress-code = Code
progress-done = Done
problem = There is a problem
error-title = Error: { $title }
language = Language
support = Help
handset = Open the test phone
demo = Try it from an example shop
try-again = Try again
go-to-start = Go to the start page
start-over = Start over
offline = You're offline. What you typed is kept.

## The number

phone-title = Verify your phone number
phone-why = We'll text you a { $digits }-digit code to check that the number is yours.
country = Country or region
country-choose = Choose a country
country-search = Search by name or code
country-found = { $count ->
    [0] No country found. Check the spelling, or search by country code.
    [one] { $count } country
   *[other] { $count } countries
}
close = Close
phone = Mobile phone number
phone-example = For example { $number }
example-country = GB
send-code = Send code
sending = Sending…
rates = Your network may charge you for the text.

## The code

code-title = Enter your code
code = { $digits }-digit code
code-hint = It works for another { $span }. We check it as soon as you have entered { $digits } digits.
code-time = The code works for another { $span }.
sent-to-text = Enter the { $digits }-digit code from our text to { $number }
sent-to-call = Enter the { $digits }-digit code from our call to { $number }
verify = Verify
checking = Checking…
change-number = Change number
send-again = Send again
send-again-now = You can ask for another text now.
send-new-code = Send a new code
call-me = Call me instead
call-me-now = You can ask for a call now.
calling = Calling…
call-how = An automated voice asks you to press a key, then reads the code 3 times.
call-from = The call comes from { $number }.

## The delivery status

text-sending = Sending the text…
text-unknown = We cannot tell yet whether the text was sent.
text-sent = The text is on its way.
text-sent-again = Sent again at { $clock }, and on its way.
text-slow = Texts can take a few minutes. You can also get a call.
text-slow-alone = Texts can take a few minutes.
text-delivered = The text was delivered ({ $clock }).
text-failed = The text did not get through. We can call you with a code.
text-failed-alone = The text did not get through.
call-placing = Calling you…
call-unknown = We cannot tell yet whether the call was placed.
call-ringing = Your phone is ringing.
call-answered = Press the key you are told, then listen for { $digits } digits.
call-speaking = Listen for { $digits } digits: we say them 3 times.
call-ended = The call has ended.
call-no-key = The call ended before the right key was pressed, so we did not say the code.
call-busy = The line was busy. You can try again.
call-no-answer = Nobody answered. You can try again.
call-voicemail = Voicemail answered, so we did not say the code.
call-failed = The call did not get through.

## The code takes no more guesses. `next` is one of the two below: if a new code can be sent,
## there is a button `send-new-code`.

code-over-title = You need a new code
locked-title = Too many wrong codes
code-over-expired = That code expired ({ $clock }). { $next }
code-over-used-up = That code was entered wrong too many times. { $next }
over-send = Send a new code below.
over-start = Start over to get a new code.

## The last screen, and pages with nothing but a message

done-title = Your phone number is verified
done = You can close this page or go back to what you were doing.
verify-another = Verify another number
unavailable-title = We cannot do this right now
unavailable = Something on our side is not working. Nothing was sent and nothing was lost. Try again in a few seconds.
unreadable-title = We could not read that
unreadable = We could not use what was sent to us. No code was sent.
missing-title = There is no such page
missing = The address may be mistyped.

## Refusals

phone-missing = Enter your mobile phone number.
country-missing = Choose a country, or start the number with + and its country code.
country-unknown = No country has that country code. Check the digits after the +.
country-not-served = We cannot send codes to that country. Use a number from another country.
text-not-served = We cannot send codes to that kind of number. Use your mobile number.
call-not-served = We cannot call that kind of number. You can ask for the text again.
phone-unreadable = That is not a phone number. Use digits, such as { $number }, and + if you need a country code.
phone-strange = Use digits only: there is { $character ->
    [A] an { $character }
    [E] an { $character }
    [F] an { $character }
    [H] an { $character }
    [I] an { $character }
    [L] an { $character }
    [M] an { $character }
    [N] an { $character }
    [O] an { $character }
    [R] an { $character }
    [S] an { $character }
    [X] an { $character }
    [a] an { $character }
    [e] an { $character }
    [f] an { $character }
    [h] an { $character }
    [i] an { $character }
    [l] an { $character }
    [m] an { $character }
    [n] an { $character }
    [o] an { $character }
    [r] an { $character }
    [s] an { $character }
    [x] an { $character }
   *[other] a { $character }
} among them.
phone-too-short = That number is too short. Check for missing digits.
phone-too-long = That number is too long. Check for extra digits.
phone-wrong-length = Numbers in that country have a different length. Check the digits.
phone-unknown = We don't know that number. Check the digits and the country.
code-missing = Enter the { $digits }-digit code.
code-shape = The code has { $digits } digits. { $typed ->
    [one] You entered { $typed } digit.
   *[other] You entered { $typed } digits.
}
code-wrong = That code is not right. Check it and try again. { $tries ->
    [one] { $tries } try left.
   *[other] { $tries } tries left.
}
code-expired = That code has expired. You need a new one.
code-used-up = That code was entered wrong too many times. You need a new one.
verification-locked = You have used all your tries. Start over to get a new code.
phone-locked = Too many wrong codes were entered for this number. You can try again { $later }.
text-too-soon = You can ask for another text { $later }.
call-too-soon = You can ask for a call { $later }.
no-sends-left = We cannot send you any more codes. Start over to get a new one.
call-used-up = We cannot call you again. The code still works.
no-numbers-left = You have tried several numbers. Start over to try another.
phone-rested = We have sent this number several messages. You can ask for another { $later }. Codes already sent still work.
text-down = We cannot send texts at the moment. Nothing was sent. Try again { $later }.
call-down = We cannot call at the moment. You can still ask for a text. Try again { $later }.
client-rested = There were many requests from your network. Try again { $later }.
service-rested = We are sending more messages than usual. Try again { $later }.
text-unreachable = That number cannot get texts from us. Check it, or use another one.
call-unreachable = We cannot call that number. You can ask for the text again.
text-not-sent = We could not send the text. Try again in a moment.
call-not-sent = We could not place the call. Try again in a moment.
text-maybe-sent = We cannot tell whether the text was sent. If it does not arrive, ask for it again.
call-maybe-sent = We cannot tell whether the call was placed. If your phone does not ring, ask for another call.
start-again = This page has expired. Enter your number again.
already-verified = Your phone number is already verified.
moved-on = Something has changed in another tab or window, so nothing was sent and nothing was counted. This page shows how things stand now.
cookie-missing = We did not send a code: your browser does not keep our cookie. Allow cookies for this site in your browser's settings, then try again.

## The text message: one segment. The code ends a sentence of its own: with
## “…123456 and it will expire” iOS did not find it.

text = Your { $brand } code is { $code }. It expires in { $span }. Do not share it with anyone.

## The call, as it is spoken. No sentence ends in the brand, which may end in a full stop of its own.

spoken-greeting = Hello. This is an automated call from { $brand }, with the code you asked for.
spoken-press = To hear your code, press { $key }.
spoken-wrong-key = That was a different key.
spoken-code = Your { $brand } code is
spoken-again = Again, your code is
spoken-expires = It expires in { $span }.
spoken-warning = Do not share it with anyone.
spoken-repeat = To hear it again, press { $key }.
spoken-goodbye = Goodbye.
spoken-no-key = The right key was not pressed, so no code was read. Goodbye.
spoken-expired = This code has expired. Goodbye.

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = Open the page at its own address
elsewhere = The page you came from was opened at an address that we do not know. Nothing was sent. Go on here:
too-large-title = That is too long
too-large = More was entered than a number or a code can be. Nothing was sent.
too-slow-title = That did not reach us in time
too-slow = What you entered took too long to get here. Nothing was sent. Check your connection.
busy = Many people are here at the moment. Nothing was sent. Try again in a few seconds.
broke = Something on our side is not working, and we cannot tell whether anything was sent. If nothing arrives, try again.
wait-over = That was too early by a moment. You can try again now.

## For a client

# The client is a shop or the like that sent the person here; its name is not ours to inflect.
client-wants = { $client } wants to confirm your phone number.
client-wants-known = { $client } wants to confirm that this phone is yours.
client-cancel = Cancel and go back to { $client }
client-other-number = This is not my number
client-back = Go back to { $client }
return-title = Back to where you came from
return = Continue
return-window = Go back to the window you came from. If it does not say that your number is verified, press its button again.
broken-request-title = This link does not work
broken-request = The website that sent you here made a mistake. Go back to it and try again.
# On the page of the client, beside “phone-title” as a button and “done-title”.
widget-expired = That was more than 5 minutes ago. Verify your phone number again.
