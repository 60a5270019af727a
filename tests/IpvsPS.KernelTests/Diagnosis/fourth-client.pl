# A client of the fourth list's set-ups: asks several times at once and prints who answered how often, as "r1=2 r2=2", with
# "refused" and "silent" for what was not answered. Arguments: tcp or udp, address, port, times, and optionally the length of
# what is sent and the port it is sent from.
use strict;
use IO::Socket::IP;
my ($protocol, $address, $port, $times, $length, $from) = @ARGV;
my @readers;
for (1 .. $times) {
    pipe my $reader, my $writer;
    push @readers, $reader;
    next if fork;
    $SIG{ALRM} = sub { print $writer 'silent'; close $writer; exit };
    alarm 2;
    my @local = $from ? (LocalPort => $from) : ();
    my $socket = IO::Socket::IP->new(Proto => $protocol, PeerHost => $address, PeerPort => $port, @local);
    my $answer;
    if ($socket) {
        $socket->send('x' x ($length || 1) . "\n");
        $answer = <$socket>;
    }
    chomp $answer;
    print $writer $answer || 'refused';
    close $writer;
    exit;
}
my %count;
close STDIN;
for my $reader (@readers) { $count{ <$reader> }++ }
print join(' ', map { "$_=$count{$_}" } sort keys %count), "\n";
