# A service of the fourth list's set-ups: answers each line with its name. Arguments: name, a file to write when all is open,
# and what to open, as tcp/ADDRESS/PORT or udp/ADDRESS/PORT.
use strict;
use IO::Socket::IP;
use IO::Select;
my ($name, $ready, @open) = @ARGV;
$SIG{CHLD} = 'IGNORE';
my $select = IO::Select->new;
for (@open) {
    my ($protocol, $address, $port) = split m{/};
    my @listen = $protocol eq 'tcp' ? (Listen => 64, ReuseAddr => 1) : ();
    my @only = $address =~ /:/ ? (V6Only => 1) : ();
    my $socket = IO::Socket::IP->new(Proto => $protocol, LocalHost => $address, LocalPort => $port, @listen, @only) or die "$_: $@";
    $select->add($socket);
}
open my $file, '>', $ready or die $!;
close $file;
while (1) {
    for my $socket ($select->can_read) {
        if ($socket->socktype == SOCK_DGRAM) {
            $socket->recv(my $asked, 65535);
            $socket->send("$name\n");
        } elsif (my $client = $socket->accept and !fork) {
            <$client>;
            print $client "$name\n";
            exit;
        }
    }
}
