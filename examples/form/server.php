<?php
// The same form as server.py, for PHP's own server: php -S 127.0.0.1:4004 server.php
$ringcode = getenv('RINGCODE_URL') ?: 'http://127.0.0.1:3000';
$client = getenv('CLIENT_ID') ?: 'example-form';
$secret = getenv('CLIENT_SECRET') ?: 'development-only-secret';
session_set_cookie_params(['httponly' => true, 'samesite' => 'Lax']);
session_start();
$visit = $_SESSION['visit'] ??= bin2hex(random_bytes(16));

/** The one call: what the browser brought is a reference, the answer is the proof. */
function redeem(string $ringcode, string $secret, string $token): array {
    $form = http_build_query(['secret' => $secret, 'token' => $token]);
    $options = ['method' => 'POST', 'content' => $form, 'ignore_errors' => true, 'timeout' => 10,
        'header' => 'Content-Type: application/x-www-form-urlencoded'];
    return json_decode(file_get_contents("$ringcode/v1/redeem", false, stream_context_create(['http' => $options])), true);
}

/** Text, such that it is no HTML. */
function text(string $text): string {
    return htmlspecialchars($text, ENT_QUOTES);
}

echo '<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>';
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $proof = redeem($ringcode, $secret, $_POST['ringcode-token'] ?? '');
    // Somebody else's token, in a link that they sent, has another reference.
    $isOurs = $proof['success'] && hash_equals($visit, $proof['client_ref'] ?? '');
    if ($isOurs) {
        exit('<p>Welcome, ' . text($_POST['name']) . ". Your number is {$proof['phone_number']}.</p>");
    }
    http_response_code(403);
    exit('<p>Not signed up: ' . text(implode(', ', $proof['error_codes']) ?: 'begun in another browser') . '</p>');
}
$token = $_GET['ringcode'] ?? null;
$link = http_build_query(['client' => $client, 'return' => "http://{$_SERVER['HTTP_HOST']}/", 'ref' => $visit]);
?>
<form method="post" action="/">
<p><label>Your name <input name="name" required></label></p>
<div class="ringcode" data-ref="<?= $visit ?>">
<?php if ($token): // back from the link below, in a browser without JavaScript ?>
Verified. <input type="hidden" name="ringcode-token" value="<?= text($token) ?>">
<?php else: ?>
<a href="<?= text("$ringcode/start?$link") ?>">Verify your phone number</a>
<?php endif ?>
</div>
<p><button>Sign up</button></p>
</form>
<script src="<?= text($ringcode) ?>/widget.js" data-client="<?= text($client) ?>" async></script>
