from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0006_no_republishing")]

    operations = [migrations.RemoveField(model_name="contactmessage", name="sender_hash")]
