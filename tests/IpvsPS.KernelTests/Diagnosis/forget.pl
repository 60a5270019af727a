# Deletes every entry of connection tracking in this network namespace: IPCTNL_MSG_CT_DELETE without attributes
# (linux/netfilter/nfnetlink_conntrack.h), with NLM_F_REQUEST and NLM_F_ACK.
use strict;
use warnings;

socket(my $netfilter, 16, 3, 12) or die "socket: $!";
defined(send($netfilter, pack('LSSLLCCn', 20, 0x102, 5, 1, 0, 0, 0, 0), 0)) or die "send: $!";
defined(recv($netfilter, my $answer, 4096, 0)) or die "recv: $!";
my $error = (unpack('LSSLLl', $answer))[5];
$! = -$error;
die "delete: $!" if $error;
